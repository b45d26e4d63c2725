"""How an area stands, and what changed: the figures of its page, read from the ledgers and the daily snapshots.

The number of queries is the same for the province and for a county, and none of them counts rows of the register.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone

from oversight.coverage import area_figures
from oversight.coverage.answers import Answered, Daily, Open, daily_answers, open_now
from oversight.coverage.area_figures import LATER, Figures, Trend
from oversight.coverage.comparisons import Against, Change, compared_day
from oversight.coverage.forecasts import Forecast, Standing, forecast, pace, reached, start_of
from oversight.coverage.models import CoverageSnapshot
from riskpoints.counts import by_class_and_grade
from riskpoints.grading import Grade
from units.models import Unit
from units.subtrees import paths_above

KEPT = 400  # snapshots of the area itself that are read: a year and a month


@dataclass(frozen=True)
class Part:
    """An area below, with everything below it, or the area's own units (`area` is None).

    then: how it stood on the compared day. before: how it stood where its pace is taken from. past: its figures of
    the day that all of them are compared with. overdue, overdue_then: its overdue measures now and on that day. Of
    the past each None where no snapshot was kept of it.
    """

    area: Unit | None
    name: Any
    figures: Figures
    now: Standing
    then: Standing | None = None
    before: Standing | None = None
    past: Figures | None = None
    overdue: int = 0
    overdue_then: int | None = None
    warned: Open = field(default_factory=Open)
    answers: Answered = field(default_factory=Answered)

    @property
    def missing(self) -> int:
        return self.now.missing

    @property
    def change(self) -> Change | None:
        """Of its coverage, in percentage points."""
        then = (self.then.covered, self.then.units) if self.then else None
        return Change.of_shares((self.now.covered, self.now.units), then)

    @property
    def pace(self) -> float | None:
        return pace(self.before, self.now) if self.before else None

    @property
    def reached(self) -> date | None:
        """When it is covered in full at the pace of late."""
        return reached(self.now, self.pace)


@dataclass(frozen=True)
class Situation:
    """An area as its page shows it. past: its snapshots up to yesterday, oldest first; since: the compared day.

    since is None where no snapshot was kept; it is later than `wanted` where they begin later. since_all: the day
    that figures are compared with which the earliest snapshots did not keep; then, then_all: the area on these days.
    """

    area: Unit
    today: date
    against: Against
    wanted: date
    since: date | None
    since_all: date | None
    figures: Figures
    now: Standing
    past: list[Trend]
    then: CoverageSnapshot | None
    then_all: CoverageSnapshot | None
    parts: list[Part]
    below: list[Part]  # every area below, however deep
    graded: dict[tuple[str, str], int]  # registered points by class and grade
    overdue: int  # measures
    warned: Open
    answers: Answered
    daily: Daily
    forecast: Forecast | None

    @property
    def since_later(self) -> date | None:
        """The compared day of what the earliest snapshots did not keep, where that is another."""
        return self.since_all if self.since_all != self.since else None

    @property
    def past_all(self) -> Figures | None:
        """The figures of that day."""
        return Figures.kept(self.then_all) if self.then_all else None

    @property
    def points(self) -> int:
        return sum(self.graded.values())

    @property
    def high(self) -> int:
        return sum(n for (_class, grade), n in self.graded.items() if grade == Grade.HIGH)


def of(area: Unit, against: Against) -> Situation:
    """How `area` stands. Eight queries, of which one only for the first who asks on a day."""
    today = timezone.localdate()
    wanted = against.day(today)
    own = area_figures.own_figures(area)
    areas = list(Unit.objects.below(area).filter(is_area=True).exclude(pk=area.pk).order_by("path"))
    past = [s for s in area_figures.trend(area, KEPT) if s.day < today]
    days = [s.day for s in past]
    since, start = compared_day(days, wanted), start_of(days, today)
    since_all = compared_day([s.day for s in past if getattr(s, LATER) is not None], wanted)
    by_area = _snapshots([area, *areas], {day for day in (since, since_all, start) if day})
    figures = sum(own.values(), Figures())
    now = Standing(today, figures.units, figures.covered)
    warned, daily = open_now(area), daily_answers(area, since)
    overdue = area_figures.measures_overdue([area, *(one for one in areas if one.depth == area.depth + 1)])
    below = _below(today, areas, own, by_area, since, since_all, start)
    parts = [
        replace(
            part,
            warned=warned.get(part.area.path, Open()),
            answers=daily.parts.get(part.area.path, Answered()),
            overdue=overdue.get(part.area.pk, 0),
        )
        for part in below
        if part.area and part.area.depth == area.depth + 1
    ]
    of_own = own.get(area.path, Figures())
    if of_own.units or not parts:
        of_areas = {part.area.path for part in parts if part.area}
        own_part = Part(
            None,
            area_figures.own_label(area),
            of_own,
            Standing(today, of_own.units, of_own.covered),
            warned=sum((n for path, n in warned.items() if path not in of_areas), Open()),
            answers=sum((n for path, n in daily.parts.items() if path not in of_areas), Answered()),
        )
        parts.insert(0, own_part)
    return Situation(
        area=area,
        today=today,
        against=against,
        wanted=wanted,
        since=since,
        since_all=since_all,
        figures=figures,
        now=now,
        past=past,
        then=by_area.get((area.pk, since)) if since else None,
        then_all=by_area.get((area.pk, since_all)) if since_all else None,
        parts=parts,
        below=below,
        graded=by_class_and_grade(area),
        overdue=overdue.get(area.pk, 0),
        warned=sum(warned.values(), Open()),
        answers=sum(daily.parts.values(), Answered()),
        daily=daily,
        forecast=forecast([Standing(s.day, s.units, s.covered) for s in past], now),
    )


def _snapshots(areas: list[Unit], days: set[date]) -> dict[tuple[int, date], CoverageSnapshot]:
    """The snapshots of these areas on these days; by the keys of the few areas, else all units are read for them."""
    rows = CoverageSnapshot.objects.filter(day__in=days, area__in=[area.pk for area in areas])
    return {(s.area_id, s.day): s for s in rows}


def _below(
    today: date,
    areas: list[Unit],
    own: dict[str, Figures],
    by_area: dict[tuple[int, date], CoverageSnapshot],
    since: date | None,
    since_all: date | None,
    start: date | None,
) -> list[Part]:
    """Every area below with the sums of what lies in it."""
    sums = {area.path: Figures() for area in areas}
    for path, figures in own.items():
        for above in paths_above(path):
            if above in sums:
                sums[above] += figures

    def kept(area: Unit, day: date | None) -> CoverageSnapshot | None:
        return by_area.get((area.pk, day)) if day else None

    def on(area: Unit, day: date | None) -> Standing | None:
        snapshot = kept(area, day)
        return Standing(snapshot.day, snapshot.units, snapshot.covered) if snapshot else None

    return [
        Part(
            area,
            area.name,
            sums[area.path],
            Standing(today, sums[area.path].units, sums[area.path].covered),
            on(area, since),
            on(area, start),
            Figures.kept(snapshot) if (snapshot := kept(area, since_all)) else None,
            overdue_then=snapshot.overdue if snapshot else None,
        )
        for area in areas
    ]
