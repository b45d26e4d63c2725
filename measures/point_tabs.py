"""The overview of a risk point and its measures: what it lacks, what has a day, and how it came into the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.lifecycle.roles import Role
from ground.pages.rails import Due, Lack, Milestone, newest, soonest
from ground.pages.tabs import Summary, Tab, enter
from measures.choices import MeasureStatus
from measures.models import Measure, PlanGap
from measures.plan_gaps import Asked, asked_of_point
from riskpoints.choices import WAITING, WAITS_FOR, RiskPointStatus
from riskpoints.filings import judged_as_it_stands
from riskpoints.models import RiskPoint
from riskpoints.point_tabs import POINT, changes_of_revisions


def _standing(point: RiskPoint) -> list[Measure]:
    return list(point.root.measures.for_list().order_by("pk"))


def overview(point: RiskPoint, request: Any) -> dict[str, Any]:
    measures, user = _standing(point), request.user
    asked = asked_of_point(point)
    return changes_of_revisions(point) | {
        "measures": measures,
        "asked": asked,
        "lacks": list(lacks(point, measures, asked, user)),
        "coming": _coming(point, measures),
        "milestones": _milestones(point),
    }


def lacks(point: RiskPoint, measures: list[Measure], asked: Asked, user: Any) -> Iterator[Lack]:
    """What is missing: of a filing that is written all that filing will ask, of one in force what should hold it."""
    files = user.holds((Role.LIAISON,), at=point.unit)
    edit, add = reverse("riskpoints:edit", args=[point.pk]), f"{reverse('measures:create')}?point={point.root_id}"
    if point.is_editable:
        found = judged_as_it_stands(point, user)
        for item in found.missing:
            yield Lack(
                capfirst(item.sentence), "", f"{edit}#field-{item.at or 'name'}" if files else "", _("go there")
            )
        for item in found.gaps:
            why = _("asked by the control plan; a reason will do")
            yield Lack(capfirst(item.sentence), why, f"{edit}#field-{item.at}" if files else "", _("go there"))
        return
    if point.status in WAITING:
        for ask in asked.gaps:
            yield Lack(capfirst(f"{ask.label}：{ask.asked}"), _("asked by the control plan"), "", "")
        undated = sum(measure.status == MeasureStatus.PLANNED and not measure.due_on for measure in measures)
        if undated:
            title = ngettext("%(n)s planned measure has no day", "%(n)s planned measures have no day", undated)
            yield Lack(title % {"n": undated}, "", f"{point.get_absolute_url()}measures/", _("Go to the measures"))
    if point.is_not_held:
        why = "；".join(f"{ask.label}：{ask.asked}" for ask in asked.gaps) or _(
            "No measure in force holds it, or fewer than its control plan asks."
        )
        url, action = (add, _("Add a measure")) if files else (f"{point.get_absolute_url()}measures/", _("See them"))
        yield Lack(_("Measures in force"), why, url, action)


def _coming(point: RiskPoint, measures: list[Measure]) -> list[Due]:
    """What has a day; one query for the gap to the plan."""
    found = [
        Due.of(_("Measure due"), m, m.due_on) for m in measures if m.status == MeasureStatus.PLANNED and m.due_on
    ]
    if point.act_by:
        waits = WAITS_FOR.get(RiskPointStatus(point.status), _("to be done by"))
        found.append(Due(waits, point.next_actor, "", point.act_by))
    if point.review_on and point.is_in_force:
        found.append(Due(_("Review of a risk point"), point.managed_by, "", point.review_on))
    gap = PlanGap.objects.filter(point=point.root_id).open().first() if point.is_not_held else None
    if gap:
        where = f"{point.get_absolute_url()}measures/"
        found.append(Due(_("Measures that the control plan asks for"), _("let through"), where, gap.due_on))
    return soonest(found)


def _milestones(point: RiskPoint) -> list[Milestone]:
    """Its way into the register, what is to come last."""
    stops = [
        (_("registered"), point.registered_at, point.registered_by),
        (_("endorsed"), point.endorsed_at, point.endorsed_by),
        (_("filed"), point.filed_at, point.filed_by),
    ]
    found = [Milestone(label, at, who or "") for label, at, who in stops if at]
    if point.status == RiskPointStatus.RETURNED and point.returned_at:
        found.append(Milestone(_("returned"), point.returned_at, point.returned_by or ""))
    for revision in point.history if point.revises is None else ():
        if revision.status == RiskPointStatus.APPLIED and revision.registered_at:
            n = _("revision %(n)s registered") % {"n": revision.revision}
            found.append(Milestone(n, revision.registered_at, url=revision.get_absolute_url()))
    if point.status in WAITING or point.is_editable:
        found.append(Milestone(_("to be registered"), None, point.next_actor, is_to_come=True))
    return newest(found)


def measures(point: RiskPoint, request: Any) -> dict[str, Any]:
    return {"measures": _standing(point)}


def measures_summary(point: RiskPoint, user: Any) -> Summary:
    return Summary(point.root.measures.exclude(status=MeasureStatus.ENDED).count())


enter(
    Tab(POINT, 10, "", gettext_lazy("Overview"), "riskpoints/_overview.html", overview),
    Tab(POINT, 20, "measures", gettext_lazy("Measures"), "measures/_of_point.html", measures, measures_summary),
)
