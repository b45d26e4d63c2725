"""When an area is covered in full if it goes on as of late: from its daily snapshots, with no model behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from oversight.coverage.comparisons import share

PACE = timedelta(days=30)  # over how long the pace is taken
LATELY = timedelta(days=90)  # among the paces of how long the fastest and the slowest are looked for
LEAST = timedelta(days=7)  # of a shorter past no pace is told
HORIZON = timedelta(days=3653)  # what lies further away is no forecast any more


@dataclass(frozen=True)
class Standing:
    """How far an area was on one day: units to cover, and how many were."""

    day: date
    units: int
    covered: int

    @property
    def missing(self) -> int:
        return self.units - self.covered

    @property
    def share(self) -> float:
        """Percent, as `comparisons.share` rounds; 0 without units."""
        return share(self.covered, self.units) or 0.0


@dataclass(frozen=True)
class Forecast:
    """Paces in units a day, net of new ones to cover: of the last PACE, and the fastest and slowest of LATELY.

    day: of full coverage at `pace`; sooner and later: at the two others. None: never so, or beyond HORIZON.
    """

    pace: float
    fastest: float
    slowest: float
    day: date | None
    sooner: date | None
    later: date | None


def pace(before: Standing, now: Standing) -> float | None:
    """Units a day by which what is missing became less; None for too short a time."""
    took = now.day - before.day
    return (before.missing - now.missing) / took.days if took >= LEAST else None


def reached(now: Standing, units_a_day: float | None) -> date | None:
    """The day on which nothing is missing any more at this pace; None for never, or beyond HORIZON."""
    if not now.missing:
        return now.day
    if units_a_day is None or units_a_day <= 0:
        return None
    days = now.missing / units_a_day
    return now.day + timedelta(days=round(days)) if days <= HORIZON.days else None


def start_of(days: Sequence[date], end: date) -> date | None:
    """From which of `days` (ascending) the pace up to `end` is taken: PACE before it, or the first day there is."""
    if not days or end - days[0] < LEAST:
        return None
    return max((day for day in days if day <= end - PACE), default=days[0])


def forecast(past: Sequence[Standing], now: Standing) -> Forecast | None:
    """past: ascending, before `now`. None where the past is too short to tell a pace, or nothing is missing."""
    if not now.missing:
        return None
    standings = {standing.day: standing for standing in (*past, now)}
    days = sorted(standings)
    paces = []
    for end in (day for day in days if day >= now.day - LATELY + PACE):
        start = start_of(days, end)
        found = pace(standings[start], standings[end]) if start else None
        if found is not None:
            paces.append(found)
    if not paces:
        return None
    chosen = (paces[-1], max(paces), min(paces))
    return Forecast(*chosen, *(reached(now, units_a_day) for units_a_day in chosen))
