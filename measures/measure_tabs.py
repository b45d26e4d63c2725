"""Tabs of the page of a measure: what it says and holds, its risk points, its evidence, and its change log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from ground.lifecycle.roles import Role
from ground.pages.rails import Due, Lack, Milestone, newest, soonest
from ground.pages.tabs import Summary, Tab, enter, listed
from measures.choices import MeasureStatus
from measures.filing_requirements import NO_LEADER, lacking_measures
from measures.models import Measure
from riskpoints.filters import PointOfUnitFilter
from riskpoints.models import RiskPoint
from riskpoints.tables import PointOfUnitTable

MEASURE = "measures.measure"
EVIDENCE = "evidence"
SHOWN = 10  # risk points on the overview; all of them have a tab


def may_attach(measure: Measure, user: Any) -> bool:
    """Who keeps the measure shows that it works, for as long as it is not over."""
    return measure.status != MeasureStatus.ENDED and bool(user.holds((Role.LIAISON, Role.UNIT_HEAD), at=measure.unit))


def overview(measure: Measure, request: Any) -> dict[str, Any]:
    points = list(RiskPoint.objects.filter(measures=measure).for_list().order_by("pk")[:SHOWN])
    return {
        "points": points,
        "rules": list(measure.rules.order_by("pk")),
        "lacks": list(lacks(measure, request.user)),
        "coming": _coming(measure, points),
        "milestones": _milestones(measure),
    }


def lacks(measure: Measure, user: Any) -> Iterator[Lack]:
    """What it lacks to hold its points, and to be known to; three queries at most."""
    if measure.status == MeasureStatus.ENDED:
        return
    may_edit = measure.is_editable and user.holds((Role.LIAISON,), at=measure.unit)
    edit = reverse("measures:edit", args=[measure.pk]) if may_edit else ""

    def of_field(title: Any, name: str, why: Any) -> Lack:
        return Lack(title, why, f"{edit}#field-{name}" if edit else "", _("go there"))

    if measure.responsible_post_id is None:
        yield of_field(_("Responsible post"), "responsible_post", _("Without it the measure cannot be put in force."))
    if measure.accountable_post_id is None:
        led = lacking_measures(RiskPoint.objects.filter(measure_links__measure=measure))
        n = sum(sentence is NO_LEADER for sentence in led.values())
        if n:
            why = ngettext(
                "%(n)s high risk point has no measure that names one.",
                "%(n)s high risk points have no measure that names one.",
                n,
            )
            yield of_field(_("Accountable leader"), "accountable_post", why % {"n": n})
    if measure.is_editable and measure.due_on is None:
        yield of_field(_("Due date"), "due_on", _("Without it nobody is reminded of the measure."))
    if not measure.evidence.exists():
        where = f"{measure.get_absolute_url()}{EVIDENCE}/" if may_attach(measure, user) else ""
        yield Lack(_("Evidence"), _("What shows the measure at work."), where, _("Attach it"))
    if measure.status == MeasureStatus.IN_FORCE:
        yield Lack(_("Verification"), _("A discipline inspection officer looks whether it works."), "", "")
    if measure.status == MeasureStatus.VERIFIED and not measure.effective:
        yield Lack(_("Another measure"), _("It was verified and does not work, so that it holds nothing."), "", "")


def _coming(measure: Measure, points: list[RiskPoint]) -> list[Due]:
    found = [Due.of(_("Review of a risk point"), p, p.review_on) for p in points if p.is_in_force and p.review_on]
    if measure.is_editable and measure.due_on:
        found.append(Due(_("Measure due"), str(measure.responsible_post or ""), "", measure.due_on))
    return soonest(found)


def _milestones(measure: Measure) -> list[Milestone]:
    """How far it has come, what is to come last."""
    found = []
    if measure.in_force_at and not measure.is_editable:
        found.append(Milestone(pgettext("measure", "put in force"), measure.in_force_at, measure.in_force_by or ""))
    if measure.verified_at and measure.status == MeasureStatus.VERIFIED:
        found.append(Milestone(_("verified"), measure.verified_at, measure.verified_by or ""))
    if measure.is_editable:
        found.append(Milestone(pgettext("measure", "to be put in force"), measure.due_on, is_to_come=True))
    if measure.status in (MeasureStatus.PLANNED, MeasureStatus.IN_FORCE):
        found.append(Milestone(_("to be verified"), None, is_to_come=True))
    return newest(found)


def points(measure: Measure, request: Any) -> dict[str, Any]:
    filterset = PointOfUnitFilter(request.GET, queryset=measure.points.all(), unit=measure.unit)
    return listed(request, filterset, PointOfUnitTable, ("-pk",), _("No risk points match. Clear the filters."))


def points_summary(measure: Measure, user: Any) -> Summary:
    return Summary(measure.points.count())


def evidence(measure: Measure, request: Any) -> dict[str, Any]:
    return {
        "evidence": measure.evidence.select_related("uploaded_by"),
        "may_attach": may_attach(measure, request.user),
    }


def evidence_summary(measure: Measure, user: Any) -> Summary:
    return Summary(measure.evidence.count())


enter(
    Tab(MEASURE, 10, "", gettext_lazy("Overview"), "measures/_overview.html", overview),
    Tab(MEASURE, 20, "points", gettext_lazy("Risk points"), "pages/_tab_list.html", points, points_summary),
    Tab(MEASURE, 30, EVIDENCE, gettext_lazy("Evidence"), "measures/_evidence.html", evidence, evidence_summary),
    Tab(MEASURE, 50, "log", gettext_lazy("Change log"), "pages/_tab_log.html"),
)
