"""What of powers and flows waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inbox_lines import Entry
from accounts.inbox_sources import Rows, what_waits
from accounts.row_kinds import Kind, declare
from ground.lifecycle.roles import Role
from powers.choices import FlowStatus, PowerStatus
from powers.models import Flow, PowerItem


def _item(item: PowerItem) -> Entry:
    about = f"{item.unit} · {item.code}"
    return Entry(item.name, item.get_absolute_url(), about, unit=str(item.unit))


def _flow(flow: Flow) -> Entry:
    return Entry(str(flow), flow.get_absolute_url(), f"{flow.unit} · {flow.power_item.code}", unit=str(flow.unit))


def _facts(item: PowerItem) -> list[tuple[Any, Any]]:
    return [
        (_("kind"), item.get_kind_display()),
        (_("legal basis"), item.legal_basis),
        (_("exercising post"), item.exercising_post),
    ]


declare(
    Kind(
        PowerItem,
        gettext_lazy("power"),
        _item,
        ("unit",),
        label=gettext_lazy("powers"),
        icon="git-branch",
    ),
    Kind(Flow, gettext_lazy("flow"), _flow, ("power_item__unit",), "power_item__unit"),
)


@what_waits
def drafts(user: Any) -> Iterator[Rows]:
    """Drafts to finish or to confirm; where a person could do both, they confirm."""
    powers = reverse("powers:list")
    for role, word, power_label, flow_label in (
        (Role.LIAISON, _("finish"), _("power items in draft"), _("flows in draft")),
        (Role.UNIT_HEAD, _("confirm"), _("power items to confirm"), _("flows to confirm")),
    ):
        if not user.holds((role,)):
            continue
        items = PowerItem.objects.filter(user.where_holds((role,), "unit__path"), status=PowerStatus.DRAFT)
        at = "power_item__unit__path"
        flows = Flow.objects.filter(user.where_holds((role,), at), status=FlowStatus.DRAFT)
        if role == Role.LIAISON and user.holds((Role.UNIT_HEAD,)):
            items = items.exclude(user.where_holds((Role.UNIT_HEAD,), "unit__path"))
            flows = flows.exclude(user.where_holds((Role.UNIT_HEAD,), at))
        yield Rows(
            f"power-{role}",
            role,
            word,
            power_label,
            "git-branch",
            items,
            f"{powers}?status=draft",
            _item,
            related=("unit", "exercising_post"),
            facts=_facts if role == Role.UNIT_HEAD else None,
        )
        yield Rows(
            f"flow-{role}",
            role,
            word,
            flow_label,
            "vector",
            flows,
            f"{powers}?draft_flow=true",
            _flow,
            unit="power_item__unit",
            since="edited_at",
            related=("power_item__unit",),
        )
