"""What apps say of the inbox: each tells in its module `desk.py` which rows of its own wait for whom.

Each kind of row is a queryset with a few common columns (`Rows`). What is no row, such as a figure of the coverage,
is a `Figure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.inbox_lines import Entry, path_by
from ground.lifecycle.roles import Role
from units.models import Unit

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
    entry: what a line says of a row. shows: the columns that it reads; no others are fetched for the list. related:
    what is read beside the row, where the rows have no `for_list`.
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
    shows: tuple[str, ...] = ()
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

    @property
    def table(self) -> tuple[Any, ...]:
        """Equal for kinds whose rows are fetched by one query."""
        return self.rows.model, self.shows, self.related

    def shown(self, keys: Sequence[int]) -> dict[int, Any]:
        """These rows with what their lines show."""
        if not self.shows:
            return self.fetched(keys)
        joined = {column.rpartition("__")[0] for column in self.shows} - {""}
        rows = self.rows.model._default_manager.filter(pk__in=keys).order_by()
        return {row.pk: row for row in rows.select_related(*joined).only(*self.shows)}

    def fetched(self, keys: Sequence[int]) -> dict[int, Any]:
        """These rows with everything that is read of them beside the list."""
        rows = self.rows.model._default_manager.filter(pk__in=keys).order_by()
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


Source = Callable[[Any], Iterable[Rows]]
SOURCES: list[Source] = []
FIGURES: list[Callable[[Any], Iterable[Figure]]] = []


def what_waits(source: Source) -> Source:
    """Decorator: a function from a user to the rows of an app that wait for them.

    It puts querysets together and asks nothing: they are kept for everybody of the same shape
    (accounts/inbox_statement.py), with today's date in them and no finer time.
    """
    SOURCES.append(source)
    return source


def what_counts(source: Callable[[Any], Iterable[Figure]]) -> Callable[[Any], Iterable[Figure]]:
    """Decorator: a function from a user to what waits for them and is no row."""
    FIGURES.append(source)
    return source
