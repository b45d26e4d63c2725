"""What measures a risk point needs before it is filed and registered, and while it stays in force.

Added to the life cycle of risk points from here, because measures know risk points and not the reverse.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Problems
from measures.choices import MeasureStatus
from measures.lifecycle import MEASURE_LIFECYCLE
from measures.models import MeasureLink
from riskpoints.grading import Grade
from riskpoints.lifecycle import RISK_POINT_LIFECYCLE
from riskpoints.models import IN_FORCE, ROOT, RiskPoint
from units.models import Post

NO_MEASURE = _("The risk point has no measure with a responsible post. Add one first.")
LEFT_BARE = _("The registered risk point “%(point)s” would be left without the measure it needs. Add another first.")
NO_LEADER = _("A high risk point needs a measure with an accountable leader. Name the leader first.")
NO_MAIN_LEADER = _(
    "The revision raises the grade to high, which the main leader manages: name the main leader as accountable leader"
    " of a measure."
)
NO_LEADER_AGAIN = _(
    "The revision raises the grade, so that a higher leader manages it: name the accountable leader of a measure."
)


def _links(without: Any = (), **conditions: Any) -> Exists:
    links = MeasureLink.objects.filter(point=OuterRef("root_key"), **conditions).exclude(measure__in=without)
    return Exists(links.exclude(measure__status=MeasureStatus.ENDED))


def lacking_measures(points: QuerySet, without: Any = ()) -> dict[int, Any]:
    """Which of `points` lack the measures they need (invariant 2), by primary key, with the sentence.

    Each point needs a measure with a responsible post, a high one also an accountable leader. without: measures
    that are to be left out of account, because they are about to end.
    """
    rows = points.annotate(root_key=ROOT)
    bare = rows.filter(~_links(without, measure__responsible_post__isnull=False))
    leaderless = rows.filter(
        Q(grade=Grade.HIGH),
        ~_links(without, measure__responsible_post__isnull=False, measure__accountable_post__isnull=False),
    )
    found = dict.fromkeys(leaderless.values_list("pk", flat=True), NO_LEADER)
    return found | dict.fromkeys(bare.values_list("pk", flat=True), NO_MEASURE)


def has_needed_measures(rows: QuerySet, by: Any) -> Problems:
    """A requirement of risk points: the measures that `lacking_measures` asks for."""
    return lacking_measures(rows).items()


def has_leader_of_raised_grade(rows: QuerySet, by: Any) -> Problems:
    """A requirement of revisions that raise the grade: the leader of a measure is asked for again.

    Raised to high it is the main leader, where the unit has a post that is marked so; to medium any leader.
    """
    revisions = rows.filter(revises__isnull=False).annotate(root_key=ROOT)
    main_leaders = Post.objects.filter(unit=OuterRef("unit"), is_main_leader=True, is_abolished=False)
    to_high = revisions.filter(Exists(main_leaders), grade=Grade.HIGH).exclude(revises__grade=Grade.HIGH)
    to_medium = revisions.filter(grade=Grade.MEDIUM, revises__grade=Grade.LOW)
    led = _links(measure__accountable_post__is_main_leader=True, measure__accountable_post__is_abolished=False)
    found = dict.fromkeys(to_high.filter(~led).values_list("pk", flat=True), NO_MAIN_LEADER)
    with_leader = _links(measure__accountable_post__isnull=False)
    return (
        found | dict.fromkeys(to_medium.filter(~with_leader).values_list("pk", flat=True), NO_LEADER_AGAIN)
    ).items()


def left_bare(measures: Any, points: QuerySet) -> list[RiskPoint]:
    """Of these points the registered ones that `measures` alone hold."""
    return list(RiskPoint.objects.filter(pk__in=lacking_measures(points.filter(IN_FORCE), without=measures)))


def leaves_none_bare(rows: QuerySet, by: Any) -> Problems:
    """A requirement of measures: a registered risk point is never left without the measures it needs."""
    bare = left_bare(rows.values("pk"), RiskPoint.objects.filter(measure_links__measure__in=rows.values("pk")))
    if not bare:
        return []
    links = MeasureLink.objects.filter(measure__in=rows.values("pk"), point__in=bare).select_related("point")
    return [(link.measure_id, LEFT_BARE % {"point": link.point}) for link in links]


has_needed_measures.sentence = (NO_MEASURE, NO_LEADER)  # type: ignore[attr-defined]
has_leader_of_raised_grade.sentence = (NO_MAIN_LEADER, NO_LEADER_AGAIN)  # type: ignore[attr-defined]

for verb in ("file", "register"):
    RISK_POINT_LIFECYCLE.require(verb, has_needed_measures)
    RISK_POINT_LIFECYCLE.require(verb, has_leader_of_raised_grade)
MEASURE_LIFECYCLE.require("end", leaves_none_bare)
