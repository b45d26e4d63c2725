"""The six figures that lead the page of an area, each with what changed and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from oversight.coverage.comparisons import Change, share
from oversight.coverage.rows import below
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

    rows: how many rows `url` opens. note: what else is said of it. since: the day it is compared with, where that is
    not the day of the page.
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
    since: date | None = None


def headlines(situation: Situation) -> Iterator[Headline]:
    yield _coverage(situation)
    yield _points(situation)
    yield _high_points(situation)
    yield _overdue_measures(situation)
    yield _warnings(situation)
    yield _answers(situation)


def _coverage(situation: Situation) -> Headline:
    area, now, then = situation.area, situation.now, situation.then
    change = Change.of_shares((now.covered, now.units), (then.covered, then.units)) if then else None
    url = below("dashboards:units", area, missing="covered")
    covered = Counted("covered", now.covered, _("covered"), below("dashboards:units", area, covered="true"))
    left = Counted("not_covered", now.missing, _("not yet"), url)
    return Headline(_("coverage"), _in_print(now.covered, now.units), "%", url, now.missing, change, [covered, left])


def _points(situation: Situation) -> Headline:
    registered: dict[str, Any] = {"status": RiskPointStatus.REGISTERED.value}
    url = below("riskpoints:list", situation.area, **registered)
    high = below("riskpoints:list", situation.area, **registered, grade=Grade.HIGH.value)
    change = Change(situation.points - situation.then.points) if situation.then else None
    notes = [Counted("high", situation.high, _("high"), high)]
    label = _("registered risk points")
    return Headline(label, f"{situation.points:,}", "", url, situation.points, change, notes, name="points")


def _high_points(situation: Situation) -> Headline:
    """How many of the high points are held; what opens are those that are not."""
    counts, then = situation.figures.counts, situation.then_all
    lacking = counts["high"] - counts["high_held"]
    url = below("dashboards:not_held", situation.area, grade=Grade.HIGH.value)
    past = (then.high_held or 0, then.high or 0) if then else None
    change = Change.of_shares((counts["high_held"], counts["high"]), past)
    notes = [Counted("high_not_held", lacking, _("without"), url)]
    shown, since = _in_print(counts["high_held"], counts["high"]), situation.since_later
    return Headline(_("high points with measures"), shown, "%", url, lacking, change, notes, since=since)


def _overdue_measures(situation: Situation) -> Headline:
    n, then, every = situation.overdue, situation.then_all, situation.figures.counts["measures"]
    url = below("measures:list", situation.area, overdue="true")
    change = Change(n - (then.overdue or 0), less_is_better=True) if then else None
    note = _("%(share)s%% of all measures") % {"share": _in_print(n, every)} if every else ""
    since = situation.since_later
    return Headline(
        _("overdue measures"), f"{n:,}", "", url, n, change, name="overdue_measures", note=note, since=since
    )


def _warnings(situation: Situation) -> Headline:
    warned, daily = situation.warned, situation.daily
    change = None if daily.open_then is None else Change(warned.open - daily.open_then, less_is_better=True)
    url = below("warnings:list", situation.area, show="in_hand", about="unit")
    late = below("warnings:list", situation.area, show="overdue", about="unit")
    notes = [Counted("overdue", warned.overdue, _("overdue"), late)]
    return Headline(_("open warnings"), f"{warned.open:,}", "", url, warned.open, change, notes, name="open")


def _answers(situation: Situation) -> Headline:
    """A mean is no number of rows, and it is taken once a day: nothing to open."""
    days, then = situation.answers.days, situation.daily.then.days
    change = None if days is None or then is None else Change(round(days - then, 1), less_is_better=True)
    shown = "–" if days is None else f"{days:.1f}"
    return Headline(_("mean time to the answer"), shown, _("days"), "", 0, change, note=_("answers of a year"))


def _in_print(part: int, whole: int) -> str:
    found = share(part, whole)
    return "–" if found is None else f"{found:.1f}"
