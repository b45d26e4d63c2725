"""What becomes of the four values: the grade, who must manage it, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from riskpoints.grading import RULES, TWENTIETHS, Grade

if TYPE_CHECKING:
    from riskpoints.models import RiskPoint


@dataclass(frozen=True)
class GradeExplanation:
    grade: Grade
    managed: str
    why: str


def explain_grade(point: RiskPoint) -> GradeExplanation:
    """Of a point whose four values are set; it is graded anew by the rule in force."""
    point.regrade()
    why = _majors() if point.three_majors else _formula(point)
    if point.grade != point.computed_grade:
        by_rule = Grade(point.computed_grade).label
        why = _("%(why)s By the rule it would be %(grade)s.") % {"why": why, "grade": by_rule}
    return GradeExplanation(Grade(point.grade), _managed(point), why)


def _managed(point: RiskPoint) -> str:
    if point.grade == Grade.HIGH:
        return _("Managed by the %(leader)s, reviewed at least once a year") % {"leader": point.managed_by}
    return _("Managed by the %(leader)s") % {"leader": point.managed_by}


def _majors() -> str:
    return _("It belongs to the “three majors and one large”, so it is never below high.")


def _formula(point: RiskPoint) -> str:
    rule = next(rule for rule in RULES if rule.number == point.grading_rule)
    values: Any = (point.importance, point.frequency)
    score = rule.score(point.likelihood, point.harm, *values)
    return _(
        "Likelihood %(likelihood)s × harm %(harm)s × %(weight)s (importance %(importance)s, frequency %(frequency)s)"
        " = %(score)s; high from %(high)s, medium from %(medium)s, by rule %(number)s in force since %(day)s."
    ) % {
        "likelihood": point.likelihood,
        "harm": point.harm,
        "weight": f"{rule.score(1, 1, *values) / TWENTIETHS:g}",
        "importance": point.importance,
        "frequency": point.frequency,
        "score": f"{score / TWENTIETHS:g}",
        "high": f"{rule.high_from / TWENTIETHS:g}",
        "medium": f"{rule.medium_from / TWENTIETHS:g}",
        "number": rule.number,
        "day": rule.in_force_from.isoformat(),
    }
