"""When a risk point counts as held: what measures it needs before it is filed and registered.

Added to the life cycle of risk points from here, because measures know risk points and not the reverse.
"""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Problems
from measures.choices import MeasureStatus
from measures.lifecycle import MEASURE_LIFECYCLE
from measures.models import Measure, MeasureLink
from riskpoints.choices import RiskPointStatus
from riskpoints.grading import Grade
from riskpoints.lifecycle import RISK_POINT_LIFECYCLE
from riskpoints.models import RiskPoint

NO_MEASURE = _("The risk point has no measure with a responsible post. Add one first.")
LEFT_BARE = _("The registered risk point “%(point)s” would be left without the measure it needs. Add another first.")
NO_LEADER = _("A high risk point needs a measure with an accountable leader. Name the leader first.")


def _links(without: Any = (), **conditions: Any) -> Exists:
    links = MeasureLink.objects.filter(point=OuterRef("root_id"), **conditions).exclude(measure__in=without)
    return Exists(links.exclude(measure__status=MeasureStatus.ENDED))


def _with_root(points: QuerySet) -> QuerySet:
    # A revision is held by the measures of the point it revises.
    return points.annotate(root_id=Case(When(revises__isnull=True, then=F("pk")), default=F("revises_id")))


def not_held(points: QuerySet, without: Any = ()) -> dict[int, Any]:
    """Which of `points` lack the measures they need (invariant 2), by primary key, with the sentence.

    Each point needs a measure with a responsible post, a high one also an accountable leader. without: measures
    that are to be left out of account, because they are about to end.
    """
    rows = _with_root(points)
    bare = rows.filter(~_links(without, measure__responsible_post__isnull=False))
    leaderless = rows.filter(
        Q(grade=Grade.HIGH),
        ~_links(without, measure__responsible_post__isnull=False, measure__accountable_post__isnull=False),
    )
    found = dict.fromkeys(leaderless.values_list("pk", flat=True), NO_LEADER)
    return found | dict.fromkeys(bare.values_list("pk", flat=True), NO_MEASURE)


def held_by_measures(rows: QuerySet, by: Any) -> Problems:
    """A requirement of risk points: the measures that `not_held` asks for."""
    return not_held(rows).items()


def left_bare(measures: Any, points: QuerySet) -> list[RiskPoint]:
    """Of these points the registered ones that `measures` alone hold."""
    in_force = points.filter(status=RiskPointStatus.REGISTERED, revises=None)
    return list(RiskPoint.objects.filter(pk__in=not_held(in_force, without=measures)))


def leaves_none_bare(rows: QuerySet, by: Any) -> Problems:
    """A requirement of measures: a registered risk point is never left without the measures it needs."""
    bare = left_bare(rows.values("pk"), RiskPoint.objects.filter(measure_links__measure__in=rows.values("pk")))
    if not bare:
        return []
    links = MeasureLink.objects.filter(measure__in=rows.values("pk"), point__in=bare).select_related("point")
    return [(link.measure_id, LEFT_BARE % {"point": link.point}) for link in links]


held_by_measures.sentence = (NO_MEASURE, NO_LEADER)  # type: ignore[attr-defined]

for verb in ("file", "register"):
    RISK_POINT_LIFECYCLE.require(verb, held_by_measures)
MEASURE_LIFECYCLE.require("end", leaves_none_bare)


def without_live_measure(points: QuerySet[RiskPoint]) -> QuerySet[RiskPoint]:
    """Of these points, the ones in force that nothing holds."""
    live = MeasureLink.objects.filter(point=OuterRef("pk"), measure__in=Measure.objects.live())
    return points.filter(~Exists(live), status=RiskPointStatus.REGISTERED, revises=None)
