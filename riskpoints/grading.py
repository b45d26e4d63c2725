"""Pure: likelihood, harm, importance, frequency → grade and managing level.

Rules are dated. A risk point keeps the number of the rule that graded it, so that an old grade can be
explained after the rule has changed.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCALE = range(1, 6)
TWENTIETHS = 20  # scores are whole numbers of these


class Grade(models.TextChoices):
    HIGH = "high", _("high (grade 1)")
    MEDIUM = "medium", _("medium (grade 2)")
    LOW = "low", _("low (grade 3)")


ORDER = [Grade.LOW, Grade.MEDIUM, Grade.HIGH]

MANAGED_BY: dict[Grade, Promise] = {
    Grade.HIGH: _("main leader"),
    Grade.MEDIUM: _("deputy in charge"),
    Grade.LOW: _("department head"),
}


@dataclass(frozen=True)
class GradingRule:
    """A dated grading rule: likelihood × harm, weighted 0.8 to 1.2 by importance and frequency of the power."""

    number: int
    in_force_from: date
    high_from: int  # in twentieths of likelihood × harm, so that the sum stays whole
    medium_from: int

    def score(self, likelihood: int, harm: int, importance: int, frequency: int) -> int:
        """Weighted score, 16 to 600, in twentieths of likelihood × harm."""
        return likelihood * harm * (14 + importance + frequency)


RULES = (GradingRule(number=1, in_force_from=date(2011, 1, 1), high_from=300, medium_from=120),)


def rule_in_force(on: date) -> GradingRule:
    """The rule of that day; before the first one, the first."""
    return max((r for r in RULES if r.in_force_from <= on), key=lambda r: r.in_force_from, default=RULES[0])


def grade(
    likelihood: int,
    harm: int,
    importance: int,
    frequency: int,
    *,
    three_majors: bool,
    rule: GradingRule = RULES[-1],
) -> Grade:
    """Grade of a risk point by `rule`.

    likelihood, harm, importance, frequency: 1 (least) to 5. three_majors: a 三重一大 decision, never below HIGH.
    Raises ValueError outside 1-5. Source: DOMAIN section 4.
    """
    values = {"likelihood": likelihood, "harm": harm, "importance": importance, "frequency": frequency}
    for name, value in values.items():
        if value not in SCALE:
            raise ValueError(f"{name} must be 1 to 5, not {value!r}")
    if three_majors:
        return Grade.HIGH
    score = rule.score(likelihood, harm, importance, frequency)
    if score >= rule.high_from:
        return Grade.HIGH
    return Grade.MEDIUM if score >= rule.medium_from else Grade.LOW
