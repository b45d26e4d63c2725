"""Tabs of a unit: its measures, and the rules that they rest on; those of measures and rules enter themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.lifecycle.roles import Role
from ground.pages.tabs import Figure, Summary, Tab, enter, listed
from measures import measure_tabs, point_tabs, rule_tabs  # noqa: F401  enter their own
from measures.choices import MeasureStatus, RuleStatus
from measures.filters import MeasureFilter, RuleFilter
from measures.models import Measure, Rule
from measures.tables import MeasureOfUnitTable, RuleOfUnitTable
from riskpoints.tabs import asked_for, reads_register
from units.models import Unit
from units.tabs import UNIT


def measures(unit: Unit, request: Any) -> dict[str, Any]:
    rows = asked_for(request, Measure.objects.filter(unit=unit), (MeasureStatus.ENDED,))
    empty = _("No measures match. Clear the filters, or add a measure to a risk point.")
    found = listed(request, MeasureFilter(request.GET, queryset=rows), MeasureOfUnitTable, ("-pk",), empty)
    return found | {"may_file": request.user.holds((Role.LIAISON,), at=unit)}


def measures_summary(unit: Unit, user: Any) -> Summary:
    overdue = Q(status=MeasureStatus.PLANNED, due_on__lt=timezone.localdate())
    rows = Measure.objects.filter(unit=unit).exclude(status=MeasureStatus.ENDED)
    n = rows.aggregate(all=Count("pk"), overdue=Count("pk", filter=overdue))
    late = ngettext("%(n)s overdue", "%(n)s overdue", n["overdue"]) % {"n": n["overdue"]} if n["overdue"] else ""
    figure = Figure(gettext_lazy("measures"), n["all"], "measures/", late, "measures/?overdue=true")
    return Summary(n["all"], (figure,))


def rules(unit: Unit, request: Any) -> dict[str, Any]:
    rows = Rule.objects.filter(unit=unit).select_related("domain")
    if not request.GET.get("status"):
        rows = rows.filter(status=RuleStatus.IN_FORCE)
    empty = _("No rules match. Clear the filters, or add the unit's first one.")
    filterset = RuleFilter(request.GET, queryset=rows)
    found = listed(request, filterset, RuleOfUnitTable, ("-enacted_on", "-pk"), empty)
    return found | {"may_file": request.user.holds((Role.LIAISON,), at=unit)}


def rules_summary(unit: Unit, user: Any) -> Summary:
    n = Rule.objects.filter(unit=unit, status=RuleStatus.IN_FORCE).count()
    return Summary(n, (Figure(gettext_lazy("rules in force"), n, "rules/"),))


enter(
    Tab(
        UNIT,
        50,
        "measures",
        gettext_lazy("Measures"),
        "measures/_of_unit.html",
        measures,
        measures_summary,
        reads_register,
    ),
    Tab(
        UNIT, 60, "rules", gettext_lazy("Rules"), "measures/_rules_of_unit.html", rules, rules_summary, reads_register
    ),
)
