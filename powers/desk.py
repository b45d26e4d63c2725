"""What of powers and flows waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits
from powers.choices import FlowStatus, PowerStatus
from powers.models import Flow, PowerItem


@what_waits
def drafts(user: Any) -> Iterator[Waiting]:
    powers = reverse("powers:list")
    for role, power_label, flow_label in (
        (Role.LIAISON, _("power items in draft"), _("flows in draft")),
        (Role.UNIT_HEAD, _("power items to confirm"), _("flows to confirm")),
    ):
        if not user.holds((role,)):
            continue
        scope = user.where_holds((role,), "unit__path")
        items = PowerItem.objects.filter(scope, status=PowerStatus.DRAFT).count()
        flows = Flow.objects.filter(user.where_holds((role,), "power_item__unit__path"), status=FlowStatus.DRAFT)
        yield Waiting(role, power_label, items, f"{powers}?status=draft", "git-branch")
        yield Waiting(role, flow_label, flows.count(), f"{powers}?draft_flow=true", "vector")
