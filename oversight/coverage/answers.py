"""How units answer warnings: what is open now, and once a day how long answers took and how it was before.

Of warnings about units and posts; those about officials are for inspectors and the person concerned alone.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Avg, Count, Q
from django.db.models.functions import Left
from django.utils import timezone

from oversight.coverage.warning_figures import TOOK
from riskwarnings.choices import OPEN, UNANSWERED, YEAR
from riskwarnings.models import Warning
from units.models import Unit
from units.subtrees import STEP

KEPT = 24 * 60 * 60  # seconds; the figures of a day are not asked for on another


@dataclass(frozen=True)
class Open:
    """Warnings that are issued and not closed. units_late: units that owe an overdue answer."""

    open: int = 0
    overdue: int = 0
    units_late: int = 0

    def __add__(self, other: Open) -> Open:
        return Open(self.open + other.open, self.overdue + other.overdue, self.units_late + other.units_late)


@dataclass(frozen=True)
class Answered:
    """Answers of the past year. in_time: before they were escalated. days: what they took on average."""

    answered: int = 0
    in_time: int = 0
    days: float | None = None

    def __add__(self, other: Answered) -> Answered:
        answered = self.answered + other.answered
        spent = (self.days or 0) * self.answered + (other.days or 0) * other.answered
        return Answered(answered, self.in_time + other.in_time, spent / answered if answered else None)


@dataclass(frozen=True)
class Daily:
    """What is counted once a day: the answers of each part by its path, what was open on the compared day (None
    without one), and the answers of the year before that day."""

    parts: dict[str, Answered]
    open_then: int | None
    then: Answered


def _of_units(area: Unit) -> Any:
    """Issued warnings below `area`, with the path of the part that each lies in."""
    rows = Warning.objects.filter(path__below=area.path, issued_at__isnull=False, official=None)
    return rows.annotate(part=Left("path", len(area.path) + STEP)).order_by()


def open_now(area: Unit) -> dict[str, Open]:
    """Per part; read from the index of open warnings."""
    late = Q(status__in=UNANSWERED, due_on__lt=timezone.localdate())
    rows = (
        _of_units(area)
        .filter(status__in=OPEN)
        .values("part")
        .annotate(
            n=Count("pk"), overdue=Count("pk", filter=late), units_late=Count("unit", filter=late, distinct=True)
        )
    )
    return {row["part"]: Open(row["n"], row["overdue"], row["units_late"]) for row in rows}


def daily_answers(area: Unit, since: date | None) -> Daily:
    """Counted for the first who asks on a day, or by the nightly job, and kept for the others."""
    key = f"answers:{area.pk}:{timezone.localdate()}:{since}"
    # Kept as plain values: what an older version has kept can be read by a newer one.
    found = cache.get(key)
    if found is None:
        found = _count(area, since)
        cache.set(key, found, KEPT)
    parts, open_then, then = found
    return Daily({path: Answered(*values) for path, values in parts.items()}, open_then, Answered(*then))


def _count(area: Unit, since: date | None) -> tuple[Any, ...]:
    """The fields of `Daily` as plain values."""
    answered = Q(answered_at__gte=timezone.now() - YEAR)
    figures: dict[str, Any] = {
        "answered": Count("pk", filter=answered),
        "in_time": Count("pk", filter=answered & Q(escalations=0)),
        "days": Avg(TOOK, filter=answered),
    }
    if since:
        # From the days that a warning bears: one that was opened anew since counts as if it had never been closed.
        end = timezone.make_aware(datetime.combine(since + timedelta(days=1), time()))
        was_answered = Q(answered_at__gte=end - YEAR, answered_at__lt=end)
        still = Q(issued_at__lt=end) & ~Q(closed_at__lt=end) & ~Q(withdrawn_at__lt=end)
        figures |= {
            "open_then": Count("pk", filter=still),
            "answered_then": Count("pk", filter=was_answered),
            "days_then": Avg(TOOK, filter=was_answered),
        }
    rows = list(_of_units(area).values("part").annotate(**figures))
    then = sum((Answered(r["answered_then"], 0, _days(r["days_then"])) for r in rows if since), Answered())
    return (
        {r["part"]: (r["answered"], r["in_time"], _days(r["days"])) for r in rows},
        sum(r["open_then"] for r in rows) if since else None,
        astuple(then),
    )


def _days(took: timedelta | None) -> float | None:
    return took.total_seconds() / 86400 if took is not None else None
