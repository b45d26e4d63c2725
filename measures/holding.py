"""When a risk point counts as held: what measures it needs before it is filed and registered.

Added to the life cycle of risk points from here, because measures know risk points and not the reverse.
"""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Problems
from measures.choices import MeasureStatus
from measures.models import Measure, MeasureLink
from riskpoints.choices import Status
from riskpoints.filing import RISK_POINT_LIFECYCLE
from riskpoints.grading import Grade
from riskpoints.models import RiskPoint

NO_MEASURE = _("The risk point has no measure with a responsible post. Add one first.")
NO_LEADER = _("A high risk point needs a measure with an accountable leader. Name the leader first.")


def _links(**conditions: Any) -> Exists:
    links = MeasureLink.objects.filter(point=OuterRef("root_id"), **conditions)
    return Exists(links.exclude(measure__status=MeasureStatus.ENDED))


def _with_root(points: QuerySet) -> QuerySet:
    # A revision is held by the measures of the point it revises.
    return points.annotate(
        root_id=Case(When(revises__isnull=True, then=F("pk")), default=F("revises_id"))
    )


def held_by_measures(rows: QuerySet, by: Any) -> Problems:
    """Each point needs a measure with a responsible post, a high one also an accountable leader (invariant 2)."""
    points = _with_root(rows)
    bare = points.filter(~_links(measure__responsible_post__isnull=False))
    leaderless = points.filter(
        Q(grade=Grade.HIGH),
        ~_links(measure__responsible_post__isnull=False, measure__accountable_post__isnull=False),
    )
    problems = dict.fromkeys(leaderless.values_list("pk", flat=True), NO_LEADER)
    problems |= dict.fromkeys(bare.values_list("pk", flat=True), NO_MEASURE)
    return problems.items()


held_by_measures.sentence = (NO_MEASURE, NO_LEADER)  # type: ignore[attr-defined]

for verb in ("file", "register"):
    RISK_POINT_LIFECYCLE.require(verb, held_by_measures)


def without_live_measure(points: QuerySet[RiskPoint]) -> QuerySet[RiskPoint]:
    """Of these points, the ones in force that nothing holds."""
    live = MeasureLink.objects.filter(point=OuterRef("pk"), measure__in=Measure.objects.live())
    return points.filter(~Exists(live), status=Status.REGISTERED, revises=None)
