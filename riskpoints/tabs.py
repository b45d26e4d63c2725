"""Tabs of the page of a unit that hold risk points: its powers, their steps, and the points themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.tabs import Figure, Summary, Tab, enter, listed
from powers.choices import PowerStatus
from powers.filters import PowerFilter
from powers.models import PowerItem
from powers.tables import PowerOfUnitTable
from riskpoints import point_tabs, power_tabs  # noqa: F401  enter their own
from riskpoints.assessed_steps import steps_in_force, with_findings
from riskpoints.choices import PAST, RiskPointStatus
from riskpoints.filters import PointOfUnitFilter, StepOfUnitFilter
from riskpoints.models import RiskPoint
from riskpoints.tables import PointOfUnitTable, StepTable
from units.models import Unit
from units.tabs import UNIT

GONE = (*PAST, RiskPointStatus.RETIRED)  # shown to those who ask for them


def reads_register(unit: Unit, user: Any) -> bool:
    """Whether it is a unit whose register `user` reads."""
    return not unit.is_area and user.holds(REGISTER_READERS, at=unit)


def asked_for(request: Any, rows: Any, gone: tuple[str, ...]) -> Any:
    """The rows without those that are over, unless the reader asks for a state."""
    return rows if request.GET.get("status") else rows.exclude(status__in=gone)


def _files(unit: Unit, request: Any) -> bool:
    return bool(request.user.holds((Role.LIAISON,), at=unit))


def powers(unit: Unit, request: Any) -> dict[str, Any]:
    rows = asked_for(request, PowerItem.objects.filter(unit=unit), (PowerStatus.ABOLISHED,))
    rows = rows.select_related("domain", "exercising_post").with_current_flow()
    empty = _("No power items match. Clear the filters, or add the unit's first one.")
    found = listed(request, PowerFilter(request.GET, queryset=rows), PowerOfUnitTable, ("code",), empty)
    return found | {"may_file": _files(unit, request)}


def powers_summary(unit: Unit, user: Any) -> Summary:
    n = PowerItem.objects.filter(unit=unit).exclude(status=PowerStatus.ABOLISHED).count()
    return Summary(n, (Figure(gettext_lazy("power items"), n, "powers/"),))


def steps(unit: Unit, request: Any) -> dict[str, Any]:
    rows = with_findings(steps_in_force(unit)).select_related("flow__power_item", "handler", "monitor")
    filterset = StepOfUnitFilter(request.GET, queryset=rows)
    empty = _("No steps match. Only steps of confirmed flows are listed.")
    return listed(request, filterset, StepTable, ("flow__power_item__code", "number"), empty)


def steps_summary(unit: Unit, user: Any) -> Summary:
    n = steps_in_force(unit).count()
    return Summary(n, (Figure(gettext_lazy("steps"), n, "steps/"),))


def points(unit: Unit, request: Any) -> dict[str, Any]:
    rows = asked_for(request, RiskPoint.objects.filter(unit=unit).exclude(status__in=PAST), GONE)
    filterset = PointOfUnitFilter(request.GET, queryset=rows, unit=unit)
    empty = _("No risk points match. Clear the filters, or file the unit's first one.")
    return listed(request, filterset, PointOfUnitTable, ("-pk",), empty) | {"may_file": _files(unit, request)}


def points_summary(unit: Unit, user: Any) -> Summary:
    registered = Count("pk", filter=Q(status=RiskPointStatus.REGISTERED))
    n = RiskPoint.objects.filter(unit=unit).exclude(status__in=GONE).aggregate(all=Count("pk"), registered=registered)
    label = gettext_lazy("registered risk points")
    return Summary(n["all"], (Figure(label, n["registered"], "points/?status=registered"),))


enter(
    Tab(
        UNIT,
        20,
        "powers",
        gettext_lazy("Powers and flows"),
        "powers/_of_unit.html",
        powers,
        powers_summary,
        reads_register,
    ),
    Tab(UNIT, 30, "steps", gettext_lazy("Steps"), "pages/_tab_list.html", steps, steps_summary, reads_register),
    Tab(
        UNIT,
        40,
        "points",
        gettext_lazy("Risk points"),
        "riskpoints/_of_unit.html",
        points,
        points_summary,
        reads_register,
    ),
)
