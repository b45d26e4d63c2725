"""The six figures that lead the page of an area, each with what changed and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from oversight.coverage.comparisons import Change
from oversight.coverage.forecasts import Standing
from oversight.coverage.rows import below, steps
from oversight.coverage.situation import Situation
from riskpoints.choices import RiskPointStatus
from riskpoints.grading import Grade


@dataclass(frozen=True)
class Counted:
    """A number of rows, with the address of just these. words: what they are."""

    name: str
    n: int
    words: str
    url: str


@dataclass(frozen=True)
class Headline:
    """shown: the figure in print; word: its unit. change: None where nothing of the past is kept of it.

    rows: how many rows `url` opens. note: what else is said of it.
    """

    label: str
    shown: str
    word: str
    url: str
    rows: int
    change: Change | None
    notes: list[Counted] = field(default_factory=list)
    name: str = ""
    note: str = ""


def headlines(situation: Situation) -> Iterator[Headline]:
    yield _coverage(situation)
    yield _points(situation)
    counts = situation.figures.counts
    lacking = counts["points"] - counts["points_held"]
    url = below("dashboards:not_held", situation.area)
    notes = [Counted("not_held", lacking, _("lack them"), url)]
    share = _share(counts["points_held"], counts["points"])
    yield Headline(_("points with measures"), share, "%", url, lacking, None, notes)
    yield _steps(situation)
    yield from _warnings(situation)


def _coverage(situation: Situation) -> Headline:
    area, now, then = situation.area, situation.now, situation.then
    change = None
    if then is not None:
        was = Standing(then.day, then.units, then.covered)
        change = Change(round(now.share - was.share, 1), in_points=True)
    url = below("dashboards:units", area, missing="covered")
    covered = Counted("covered", now.covered, _("covered"), below("dashboards:units", area, covered="true"))
    left = Counted("not_covered", now.missing, _("not yet"), url)
    share = _share(now.covered, now.units)
    return Headline(_("coverage"), share, "%", url, now.missing, change, [covered, left])


def _points(situation: Situation) -> Headline:
    registered: dict[str, Any] = {"status": RiskPointStatus.REGISTERED.value}
    url = below("riskpoints:list", situation.area, **registered)
    high = below("riskpoints:list", situation.area, **registered, grade=Grade.HIGH.value)
    change = Change(situation.points - situation.then.points) if situation.then else None
    notes = [Counted("high", situation.high, _("high"), high)]
    label = _("registered risk points")
    return Headline(label, f"{situation.points:,}", "", url, situation.points, change, notes, name="points")


def _steps(situation: Situation) -> Headline:
    area, counts = situation.area, situation.figures.counts
    left = counts["steps"] - counts["steps_assessed"]
    notes = [
        Counted("assessed", counts["steps_assessed"], _("assessed"), steps(area, "yes")),
        Counted("not_assessed", left, _("to assess"), steps(area, "no")),
    ]
    url, rows = steps(area, "no"), left
    if not url:  # the units where they are
        url = below("dashboards:units", area, missing="steps_mark")
        rows = situation.figures.units - situation.figures.marks["steps_mark"]
    return Headline(
        _("steps assessed"), _share(counts["steps_assessed"], counts["steps"]), "%", url, rows, None, notes
    )


def _warnings(situation: Situation) -> Iterator[Headline]:
    warned, daily = situation.warned, situation.daily
    change = None if daily.open_then is None else Change(warned.open - daily.open_then, less_is_better=True)
    url = below("warnings:list", situation.area, show="in_hand", about="unit")
    late = below("warnings:list", situation.area, show="overdue", about="unit")
    notes = [Counted("overdue", warned.overdue, _("overdue"), late)]
    yield Headline(_("open warnings"), f"{warned.open:,}", "", url, warned.open, change, notes, name="open")
    days, then = situation.answers.days, daily.then.days
    # A mean is no number of rows, and it is taken once a day: nothing to open.
    change = None if days is None or then is None else Change(round(days - then, 1), less_is_better=True)
    shown = "–" if days is None else f"{days:.1f}"
    yield Headline(_("mean time to the answer"), shown, _("days"), "", 0, change, note=_("answers of a year"))


def _share(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:.1f}" if whole else "–"
