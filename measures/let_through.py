"""A high point below its control plan may be registered: with an opinion, and a day for what is missing.

The day is followed in the inbox of the unit's liaison (desk.py) until measures in force fulfil the plan.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Problems
from ground.lifecycle.workdays import local_day, working_days_after
from measures.models import PlanGap
from measures.plan_gaps import asked_of
from riskpoints.grading import Grade
from riskpoints.lifecycle import RISK_POINT_LIFECYCLE
from riskpoints.models import ROOT, RiskPoint

MEND_WITHIN = 10  # working days for what is missing, where nobody sets another day (practice)

BELOW_PLAN = _("This high risk point falls short of its control plan. Registering it takes your opinion.")


def below_plan(points: QuerySet) -> list[int]:
    """Which of these high points fall short of their control plan, by primary key; three queries."""
    return [pk for pk, asked in asked_of(points.filter(grade=Grade.HIGH)).items() if asked.gaps]


def falls_short(rows: QuerySet, by: Any) -> Problems:
    """A shortfall of risk points: high ones that do not fulfil their control plan."""
    return [(pk, BELOW_PLAN) for pk in below_plan(rows)]


falls_short.sentence = BELOW_PLAN  # type: ignore[attr-defined]


def usual_day(today: date) -> date:
    return working_days_after(today, MEND_WITHIN)


def date_the_missing(rows: QuerySet, by: Any, at: datetime) -> None:
    """A high point below its plan gets a day for the missing measures; one that fulfils it now has none any more."""
    roots = RiskPoint.objects.filter(pk__in=list(rows.order_by().values_list(ROOT, flat=True)))
    short = below_plan(roots)
    PlanGap.objects.filter(point__in=roots).exclude(point__in=short).delete()
    due_on = usual_day(local_day(at))
    dated = set(PlanGap.objects.filter(point__in=short).values_list("point", flat=True))
    new = [PlanGap(point_id=pk, due_on=due_on, by=by, at=at) for pk in short if pk not in dated]
    PlanGap.objects.bulk_create(new)


RISK_POINT_LIFECYCLE.let_through("register", falls_short)
RISK_POINT_LIFECYCLE.follow("register", date_the_missing)
