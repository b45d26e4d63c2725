"""What other parameters of a rule would have proposed over the past year, beside those in force."""

from __future__ import annotations

import logging
import traceback
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from ground.work.locks import DRY_RUNS, alone
from riskwarnings.assessments import hold_units, settings_of
from riskwarnings.indicators import Indicator
from riskwarnings.models import DryRun

MONTHS = 12

log = logging.getLogger(__name__)


def month_ends(today: date) -> list[date]:
    """The last days of the past months, and today, the oldest first."""
    days = [today]
    while len(days) < MONTHS:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


def found_on(indicator: Indicator, parameters: dict[str, int], on: date) -> set[tuple[int, str]]:
    """(unit, key) of what the rule finds on a day among the units held."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unit_id, key FROM ({indicator.query}) AS found", parameters | {"on": on})
        return set(cursor.fetchall())


def proposals(indicator: Indicator, parameters: dict[str, int], days: list[date]) -> list[int]:
    """For each day how many of the findings are new since the day before it in the list."""
    before: set[tuple[int, str]] = set()
    counts = []
    for day in days:
        found = found_on(indicator, parameters, day)
        counts.append(len(found - before))
        before = found
    return counts


def go_on(pk: int) -> None:
    """Do a dry run, unless another worker does or did. It changes nothing of the register."""
    with alone(DRY_RUNS, pk) as mine:
        run = DryRun.objects.select_related("unit").filter(pk=pk, finished_at=None).first()
        if not mine or run is None:
            return
        days = month_ends(timezone.localdate())
        try:
            with transaction.atomic():
                hold_units("u.path LIKE %(below)s", {"below": f"{run.unit.path}%"})
                _version, now, _level = settings_of(run.indicator, timezone.localdate())
                first = proposals(run.indicator, now, days)
                second = proposals(run.indicator, run.parameters, days)
            run.months = [[d.isoformat(), a, b] for d, a, b in zip(days, first, second, strict=True)]
        except Exception:
            log.exception("dry run %s", pk)
            run.error = traceback.format_exc(limit=5)
        run.finished_at = timezone.now()
        run.save(update_fields=["months", "error", "finished_at"])


def unfinished() -> list[int]:
    return list(DryRun.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))
