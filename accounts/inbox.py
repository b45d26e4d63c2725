"""What waits for a person, as one list: each app tells in its module `desk.py` which rows of its own wait for whom.

Each kind of row is a queryset with a few common columns (`Rows`); one statement makes the list of all of them,
grouped by the day they are due, with their counts. What is no row, such as a figure of the coverage, is a `Figure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.inbox_lines import Entry, Line, Part, path_by
from ground.lifecycle.roles import Role
from ground.work.sql_files import sql
from units.models import Unit

PART_LINES = 15  # of each part, where all parts are shown
PAGE_LINES = 50  # of a part that is shown alone
TOGETHER_FROM = 5  # so many equal rows of a unit stand in one line
UNITS = 12  # offered in the menu of units, those with the most first
ALL_IN_ONE = "*"


class View(models.TextChoices):
    """What of it is shown. GIVEN: those of MINE that were given to the person by name. What is FOLLOWED waits for
    nobody; what is DONE is read from the log (accounts.deeds)."""

    MINE = "mine", _("My tasks")
    GIVEN = "given", _("Given to me")
    OTHERS = "others", _("With others")
    KNOWN = "known", _("To be known")
    FOLLOWED = "followed", _("Followed by me")
    DONE = "done", _("Done by me")


@dataclass(frozen=True)
class Rows:
    """Rows of one kind that wait for a holder of `role`, one row a thing to do.

    kind: its name in addresses; word: in a line, as “register”; label: of all of them, as “filings to register”.
    url: where all of them are listed, `late_url` only the late ones.
    due, since, unit: columns of the day it is due, of the moment since which it waits, and of its unit.
    alike: an expression that is the same for rows that may be dealt with together, NULL for one that is read alone.
    is_one: all of them are one line that leads to `url`, because they are dealt with there.
    entry: what a line says of a row. related: what it reads beside the row, where the rows have no `for_list`.
    facts: (label, value) of what has to be known to take a step beside the list; without it the page of the row is
    opened first. pane: name of the address that answers what is read there instead, with the key of the row;
    `pane_together` that of equal rows, with the key of one of them.
    """

    kind: str
    role: Role
    word: str | Promise
    label: str | Promise
    icon: str
    rows: QuerySet
    url: str
    entry: Callable[[Any], Entry] = Entry.plain
    late_url: str = ""
    due: str = ""
    since: str = ""
    unit: str = "unit"
    alike: Any = None
    is_one: bool = False
    view: View = View.MINE
    related: tuple[str, ...] = ()
    facts: Callable[[Any], list[tuple[Any, Any]]] | None = None
    pane: str = ""
    pane_together: str = ""

    @property
    def is_followed(self) -> bool:
        return self.view == View.FOLLOWED

    def columns(self, within: Unit | None) -> QuerySet:
        """Kind, key, due, since, unit, alike; in this order, for the one statement.

        within: only rows of units at or below this one; rows of no unit lie in no part of the tree.
        """
        alike = Value(ALL_IN_ONE) if self.is_one else Value(None) if self.alike is None else self.alike
        wanted = {
            "inbox_kind": Cast(Value(self.kind), models.TextField()),
            "inbox_key": Cast(F("pk"), models.BigIntegerField()),
            "inbox_due": Cast(F(self.due) if self.due else Value(None), models.DateField()),
            "inbox_since": Cast(F(self.since) if self.since else Value(None), models.DateTimeField()),
            "inbox_unit": Cast(F(self.unit) if self.unit else Value(None), models.BigIntegerField()),
            "inbox_alike": Cast(alike, models.TextField()),
        }
        return self._within(within).order_by().annotate(**wanted).values_list(*wanted)

    def _within(self, top: Unit | None) -> QuerySet:
        if top is None:
            return self.rows
        if not self.unit:
            return self.rows.none()
        return self.rows.filter(**{f"{path_by(self.unit)}__below": top.path})

    def fetched(self, keys: Sequence[int]) -> dict[int, Any]:
        """These rows with everything that their lines show."""
        rows = self.rows.model._default_manager.filter(pk__in=keys)
        rows = rows.for_list() if hasattr(rows, "for_list") else rows.select_related(*self.related)
        return {row.pk: row for row in rows}


@dataclass(frozen=True)
class Figure:
    """What waits and is no row: how many, and where they are listed."""

    role: Role
    label: str | Promise
    count: int
    url: str
    icon: str
    note: str | Promise = ""
    view: View = View.MINE


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


Source = Callable[[Any], Iterable[Rows | Figure]]
SOURCES: list[Source] = []


def what_waits(source: Source) -> Source:
    """Decorator: a function from a user to what waits for them in an app."""
    SOURCES.append(source)
    return source


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


@dataclass(frozen=True)
class Asked:
    """The values of the statement, in the order of the columns of its first part, ASKED."""

    today: date
    of_view: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    unit: int | None = None
    part: int | None = None
    after: int = 0
    most: int = 0
    soon: date | None = None
    together: int = TOGETHER_FROM
    units: int = UNITS
    newest_first: bool = False


ASKED = """WITH asked (
    today, of_view, shown, only_unit, only_part, after, most, soon, together, units, newest_first
) AS (
    SELECT %s::date, %s::text[], %s::text[], %s::bigint, %s::int, %s::int, %s::int, %s::date, %s::int, %s::int,
           %s::boolean)"""


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
        found = [one for source in SOURCES for one in source(user)]
        self.rows = {one.kind: one for one in found if isinstance(one, Rows)}
        self.figures = [one for one in found if isinstance(one, Figure) and within is None]
        self.user, self.within = user, within
        self.counts: dict[str, Counted] = {}
        self.units: dict[int, int] = {}
        self.totals: dict[Part, tuple[int, int]] = {}  # rows and lines of each part

    def lines(self, wanted: Wanted) -> list[Line]:
        """The lines of `wanted` in their order. Fills counts, units and totals."""
        shown = [one.kind for one in self.rows.values() if one.view == wanted.view]
        if wanted.kind:
            shown = [kind for kind in shown if kind == wanted.kind]
        today = timezone.localdate()
        asked = Asked(
            today,
            [kind for kind, one in self.rows.items() if one.view == wanted.view],
            shown,
            wanted.unit,
            wanted.part.place if wanted.part else None,
            (wanted.page - 1) * wanted.size,
            wanted.size,
            end_of_next_week(today),
            newest_first=wanted.view == View.FOLLOWED,
        )
        found: list[Line] = []
        for what, part, kind, key, due, since, unit, count, number in self._ask("inbox_lines", asked):
            if what == "kind":
                self.counts[kind] = Counted(count, number)
            elif what == "unit":
                self.units[unit] = count
            elif what == "part":
                self.totals[Part.at(part)] = (count, number)
            else:
                found.append(Line(Part.at(part), self.rows[kind], key, due, since, count, today))
        self._say(found)
        return found

    def count(self) -> None:
        """Fills the counts alone."""
        told = self._ask("inbox_counts", Asked(timezone.localdate()))
        self.counts = {kind: Counted(count, late) for kind, count, late in told}

    def of_view(self, view: View) -> int:
        """How many things stand in a view: each row, and each line that is one for all its rows."""
        rows = [one for one in self.rows.values() if one.view == view]
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
            for one in self.rows.values()
            if not one.is_followed
        ]
        return kinds + [
            Waiting(f.role, f.label, f.count, f.url, f.icon, is_passive=f.view != View.MINE) for f in self.figures
        ]

    def _count(self, rows: Rows) -> int:
        return self.counts.get(rows.kind, Counted()).count

    def _say(self, lines: list[Line]) -> None:
        """Fetch the rows that the lines are of, a query for each kind, and let each say what it is."""
        for kind, rows in self.rows.items():
            own = [line for line in lines if line.rows.kind == kind and not rows.is_one]
            if own:
                fetched = rows.fetched([line.key for line in own])
                for line in own:
                    line.row = fetched[line.key]
                    line.entry = rows.entry(line.row)

    def _ask(self, statement: str, asked: Asked) -> list[tuple[Any, ...]]:
        parts: list[str] = []
        parameters: list[Any] = [*astuple(asked)]
        for rows in self.rows.values():
            try:
                selected, own = rows.columns(self.within).query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(selected)
            parameters += own
        if not parts:
            return []
        waits = ASKED + ",\nwaits (kind, key, due, since, unit, alike) AS MATERIALIZED (" + " UNION ALL ".join(parts)
        with connection.cursor() as cursor:
            cursor.execute(f"{waits})\n{sql('accounts', statement)}", parameters)
            return cursor.fetchall()


def end_of_next_week(today: date) -> date:
    return today + timedelta(days=13 - today.weekday())


def desk_of(user: Any) -> list[tuple[Role, list[Waiting]]]:
    """What waits for `user`, counted, in the order of the roles they hold."""
    inbox = Inbox(user)
    inbox.count()
    found = inbox.waiting()
    found.sort(key=lambda waiting: (not waiting.count, waiting.is_passive))  # what is to be done stands first
    return [(role, [w for w in found if w.role == role]) for role in Role if user.holds((role,))]
