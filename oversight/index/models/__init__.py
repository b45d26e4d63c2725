"""The integrity index (廉情指数): sheets of weights, periods, what people enter, and what was computed from it.

A computation freezes its inputs on its figures; everything that is shown is made from these alone (sql/score.sql)."""

from oversight.index.models.entries import NOT_COLLECTING, Adjustment, EnteredQuerySet, SurveyScore, Use
from oversight.index.models.figures import Computation, Figure, FigureQuerySet, GroupPart
from oversight.index.models.periods import KEEPERS, OfPeriodQuerySet, Period, PeriodQuerySet
from oversight.index.models.sheets import HUNDRED, Sheet, SheetPart, SheetQuerySet, around, person

__all__ = [
    "HUNDRED",
    "KEEPERS",
    "NOT_COLLECTING",
    "Adjustment",
    "Computation",
    "EnteredQuerySet",
    "Figure",
    "FigureQuerySet",
    "GroupPart",
    "OfPeriodQuerySet",
    "Period",
    "PeriodQuerySet",
    "Sheet",
    "SheetPart",
    "SheetQuerySet",
    "SurveyScore",
    "Use",
    "around",
    "person",
]
