"""What waits for a person, as one list: one statement makes it of all that apps declare (accounts/inbox_sources.py),
grouped by the day they are due, with their counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from accounts.inbox_lines import Line, Part
from accounts.inbox_sources import FIGURES, SOURCES, Figure, Rows, View
from accounts.inbox_statement import Asked, Person
from ground.lifecycle.roles import Role
from units.models import Unit

PART_LINES = 15  # of each part, where all parts are shown
PAGE_LINES = 50  # of a part that is shown alone


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for a holder of `role`, counted."""

    role: Role
    label: str | Promise
    count: int
    url: str
    icon: str
    late: int = 0
    late_url: str = ""
    is_passive: bool = False


@dataclass(frozen=True)
class Wanted:
    """What of an inbox is asked for. part: one alone, with its page from 1; None: all, each with its first lines."""

    view: View = View.MINE
    kind: str = ""
    unit: int | None = None
    part: Part | None = None
    page: int = 1

    @property
    def size(self) -> int:
        """Lines of a part on one page."""
        return PAGE_LINES if self.part or self.view == View.FOLLOWED else PART_LINES


@dataclass
class Counted:
    """How many rows there are of a kind, and of them late."""

    count: int = 0
    late: int = 0


class Inbox:
    """What waits for `user`. Asked once for its counts, and once for its lines with all counts.

    within: the part of the tree that they look at; lines and counts are those of its units alone, and figures, which
    are of no unit, are none.
    """

    def __init__(self, user: Any, within: Unit | None = None) -> None:
        self.user, self.within = user, within
        self.person = Person(user, within)
        self.kinds = self.person.statement.kinds
        self.counts: dict[str, Counted] = {}
        self.units: dict[int, int] = {}
        self.totals: dict[Part, tuple[int, int]] = {}  # rows and lines of each part

    @cached_property
    def rows(self) -> dict[str, Rows]:
        """By kind the very rows; `kinds` says the same of each, but has no rows."""
        return {rows.kind: rows for source in SOURCES for rows in source(self.user)}

    @cached_property
    def figures(self) -> list[Figure]:
        return [] if self.within else self._every_figure()

    @property
    def leaves_out(self) -> bool:
        """Whether there are figures that are not shown because the list is narrowed."""
        return self.within is not None and any(figure.count for figure in self._every_figure())

    def _every_figure(self) -> list[Figure]:
        return [figure for source in FIGURES for figure in source(self.user)]

    def lines(self, wanted: Wanted) -> list[Line]:
        """The lines of `wanted` in their order. Fills counts, units and totals."""
        shown = [one.kind for one in self.kinds.values() if one.view == wanted.view]
        if wanted.kind:
            shown = [kind for kind in shown if kind == wanted.kind]
        today = timezone.localdate()
        asked = Asked(
            today,
            [kind for kind, one in self.kinds.items() if one.view == wanted.view],
            shown,
            wanted.unit,
            wanted.part.place if wanted.part else None,
            (wanted.page - 1) * wanted.size,
            wanted.size,
            end_of_next_week(today),
            newest_first=wanted.view == View.FOLLOWED,
        )
        found: list[Line] = []
        for what, part, kind, key, due, since, unit, count, number in self.person.ask("inbox_lines", asked):
            if what == "kind":
                self.counts[kind] = Counted(count, number)
            elif what == "unit":
                self.units[unit] = count
            elif what == "part":
                self.totals[Part.at(part)] = (count, number)
            else:
                found.append(Line(Part.at(part), self.kinds[kind], key, due, since, count, today))
        self._say(found)
        return found

    def count(self) -> None:
        """Fills the counts alone."""
        told = self.person.ask("inbox_counts", Asked(timezone.localdate()))
        self.counts = {kind: Counted(count, late) for kind, count, late in told}

    def of_view(self, view: View) -> int:
        """How many things stand in a view: each row, and each line that is one for all its rows."""
        rows = [one for one in self.kinds.values() if one.view == view]
        found = sum(min(self._count(one), 1) if one.is_one else self._count(one) for one in rows)
        return found + sum(figure.view == view and bool(figure.count) for figure in self.figures)

    def waiting(self) -> list[Waiting]:
        """Each kind that waits with its counts, in the order of the apps; also of what there is nothing of."""
        kinds = [
            Waiting(
                one.role,
                one.label,
                self._count(one),
                one.url,
                one.icon,
                self.counts.get(one.kind, Counted()).late,
                one.late_url or one.url,
                one.view in (View.OTHERS, View.KNOWN),
            )
            for one in self.kinds.values()
            if not one.is_followed
        ]
        return kinds + [
            Waiting(f.role, f.label, f.count, f.url, f.icon, is_passive=f.view != View.MINE) for f in self.figures
        ]

    def _count(self, rows: Rows) -> int:
        return self.counts.get(rows.kind, Counted()).count

    def _say(self, lines: list[Line]) -> None:
        """Fetch the rows that the lines are of, a query for each table, and let each say what it is."""
        tables: dict[Any, list[Line]] = defaultdict(list)
        for line in lines:
            if not line.rows.is_one:
                tables[line.rows.table].append(line)
        for own in tables.values():
            fetched = own[0].rows.shown([line.key for line in own])
            for line in own:
                line.row = fetched[line.key]
                line.entry = line.rows.entry(line.row)


def end_of_next_week(today: date) -> date:
    return today + timedelta(days=13 - today.weekday())


def desk_of(user: Any) -> list[tuple[Role, list[Waiting]]]:
    """What waits for `user`, counted, in the order of the roles they hold."""
    inbox = Inbox(user)
    inbox.count()
    found = inbox.waiting()
    found.sort(key=lambda waiting: (not waiting.count, waiting.is_passive))  # what is to be done stands first
    return [(role, [w for w in found if w.role == role]) for role in Role if user.holds((role,))]
