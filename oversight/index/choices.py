"""Closed lists of the integrity index."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ground.lifecycle.state_marks import set_marks


class PartSource(models.TextChoices):
    """Where the figures of a part come from: people who were asked, or the register itself."""

    SURVEY = "survey", _("survey")
    COVERAGE = "coverage", _("coverage of the register")
    MEASURES = "measures", _("measures on time")
    WARNINGS = "warnings", _("points without an open warning")
    ANSWERS = "answers", _("warnings answered in time")


# What the two figures of a part of the register are: so many (x) of so many (n).
COUNTED: dict[str, Any] = {
    PartSource.SURVEY: _("Mean score of those asked, from 0 to 100; n is how many answered."),
    PartSource.COVERAGE: _(
        "Of all that coverage asks of the unit's powers, steps, points and base, how much is done."
    ),
    PartSource.MEASURES: _("Of the unit's measures that have not ended, how many are not overdue on the last day."),
    PartSource.WARNINGS: _(
        "Of the unit's risk points in force, how many are left when an open warning takes off one."
    ),
    PartSource.ANSWERS: _("Of the warnings whose answer was due in the period, how many were answered by their day."),
}


class PeriodStatus(models.TextChoices):
    COLLECTING = "collecting", _("collecting")
    COMPUTING = "computing", _("being computed")
    COMPUTED = "computed", _("computed")
    PUBLISHED = "published", pgettext_lazy("index", "published")


set_marks(
    quarter=(PeriodStatus.COLLECTING,),
    half=(PeriodStatus.COMPUTING,),
    most=(PeriodStatus.COMPUTED,),
    proven=(PeriodStatus.PUBLISHED,),
)


class Breadth(models.TextChoices):
    """How far a published index goes, each further than the one before."""

    LEADERS = "leaders", _("leaders: who measures, and each unit head their own unit")
    INSPECTION = "inspection", _("discipline inspection: all inspectors and checkers too")
    UNITS = "units", _("units see each other")
    WHOLE = "whole", _("units see each other, the public sees the areas")
    ALL = "all", _("the public sees every unit")


AMONG_UNITS = (Breadth.UNITS, Breadth.WHOLE, Breadth.ALL)
LEAST_UNITS = 3  # an area of fewer would tell the public the index of a unit


class IndexGrade(models.TextChoices):
    """How likely trouble is by the figures; it says nothing about anybody's guilt."""

    A = "A", _("A: unlikely")
    B = "B", _("B: possible")
    C = "C", _("C: look closely")


class Adjusts(models.TextChoices):
    PRAISE = "praise", _("praise")
    VIOLATION = "violation", _("violation")
    GRAVE = "grave", _("grave violation")


class Done(models.TextChoices):
    """What was done with an index (运用)."""

    TALK = "talk", _("talk with the leadership")
    INSPECTION = "inspection", _("inspection")
    CORRECTION = "correction", _("correction asked for")
    TRAINING = "training", _("training")
    COMMENDATION = "commendation", _("commendation")
    OTHER = "other", _("something else")


# The sheet that a register starts with, after the parts that Ningbo published: name, source, weight in hundredths.
SHIPPED = (
    ("效能", PartSource.SURVEY, Decimal(15)),
    ("阳光决策", PartSource.SURVEY, Decimal(15)),
    ("民主管理", PartSource.SURVEY, Decimal(10)),
    ("群众评议", PartSource.SURVEY, Decimal(15)),
    ("人大政协监督", PartSource.SURVEY, Decimal(10)),
    ("防控覆盖", PartSource.COVERAGE, Decimal(15)),
    ("措施落实", PartSource.MEASURES, Decimal(10)),
    ("预警销号", PartSource.WARNINGS, Decimal(5)),
    ("按时反馈", PartSource.ANSWERS, Decimal(5)),
)
