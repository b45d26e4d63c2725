"""Tabs of the page of a power that this app knows: the versions of its flow, and its change log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import Role
from ground.pages.tabs import Figure, Summary, Tab, enter
from powers.choices import FlowStatus, PowerStatus
from powers.models import PowerItem

POWER = "powers.poweritem"


def may_draw(item: PowerItem, user: Any) -> bool:
    """Whether `user` draws the flows of the power."""
    return item.status != PowerStatus.ABOLISHED and bool(user.holds((Role.LIAISON,), at=item.unit))


def versions(item: PowerItem, request: Any) -> dict[str, Any]:
    flows = list(item.flows.select_related("confirmed_by", "published_by").order_by("-version"))
    draws = may_draw(item, request.user)
    return {"flows": flows, "may_draw": draws and not any(flow.status == FlowStatus.DRAFT for flow in flows)}


def versions_summary(item: PowerItem, user: Any) -> Summary:
    n = item.flows.count()
    return Summary(n, (Figure(gettext_lazy("versions of the flow"), n, "versions/"),))


enter(
    Tab(POWER, 30, "versions", gettext_lazy("Versions"), "powers/_versions.html", versions, versions_summary),
    Tab(POWER, 50, "log", gettext_lazy("Change log"), "pages/_tab_log.html"),
)
