"""What other parameters of a rule would have proposed over the past year, beside those in force."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from ground.work.local_days import local_days
from ground.work.runners import Runner
from riskwarnings.assessments import hold_units, settings_of
from riskwarnings.indicators import Indicator
from riskwarnings.models import DryRun

MONTHS = 12


def month_ends(today: date) -> list[date]:
    """The last days of the past months, and today, the oldest first."""
    days = [today]
    while len(days) < MONTHS:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


def found_on(indicator: Indicator, parameters: dict[str, int], on: date) -> set[tuple[int, str]]:
    """(unit, key) of what the rule finds on a day among the units held."""
    with connection.cursor() as cursor:
        with local_days(cursor):
            cursor.execute(f"SELECT unit_id, key FROM ({indicator.query}) AS found", parameters | {"on": on})
            found = set(cursor.fetchall())
        return found


def proposals(indicator: Indicator, parameters: dict[str, int], days: list[date]) -> list[int]:
    """For each day how many of the findings are new since the day before it in the list."""
    before: set[tuple[int, str]] = set()
    counts = []
    for day in days:
        found = found_on(indicator, parameters, day)
        counts.append(len(found - before))
        before = found
    return counts


def _try(run: DryRun) -> None:
    """It changes nothing of the register."""
    days = month_ends(timezone.localdate())
    with transaction.atomic():
        hold_units("u.path LIKE %(below)s", {"below": f"{run.unit.path}%"})
        _version, now, _level = settings_of(run.indicator, timezone.localdate())
        first = proposals(run.indicator, now, days)
        second = proposals(run.indicator, run.parameters, days)
    run.months = [[d.isoformat(), a, b] for d, a, b in zip(days, first, second, strict=True)]
    run.finish("months")


DRY_RUNS = Runner("dry_run", DryRun.objects.select_related("unit"), _try)
go_on = DRY_RUNS.go_on
