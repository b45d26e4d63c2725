"""The audit trail over all tables of the register, newest first, page by page, for auditors.

Each log table gives its newest entries by its own index; merging them costs the same however long the log is. What no
index finds (a column that changed, rows of an area) is looked for within the newest `STRETCH` entries of each table,
and the page says how far back it looked.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Subquery
from pghistory.models import Context

from accounts.audit_filters import TrailFilter, field_of, tables
from accounts.audit_lines import Line, lines_of, prior
from ground.lifecycle.changelog import CHANGED, DELETED
from ground.lifecycle.keys import is_key
from units.models import Unit

PAGE_ROWS = 50
ALIKE = 3  # entries of one table made at once by one deed, from which they are told in one sentence
STRETCH = 20_000  # entries of a table that one page looks through
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this entry. moment: microseconds since 1970; order: of its table."""

    moment: int
    order: int
    entry: int

    @classmethod
    def parsed(cls, text: str) -> Place | None:
        """The place that an address names; None where it names none."""
        parts = text.split("-")
        if len(parts) != 3 or not all(is_key(part) for part in parts):
            return None
        place = cls(*map(int, parts))
        return place if place.moment < 10**16 else None

    def __str__(self) -> str:
        return f"{self.moment}-{self.order}-{self.entry}"

    @property
    def at(self) -> datetime:
        return EPOCH + timedelta(microseconds=self.moment)


def moment(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


@dataclass
class Run:
    """Entries of one table that are told together: `count` of them, `entry` the newest, `last` the oldest."""

    order: int
    entry: Any
    last: int
    count: int = 1

    @property
    def key(self) -> tuple[int, int, int]:
        return (-moment(self.entry.pgh_created_at), self.order, -self.entry.pgh_id)

    @property
    def place(self) -> Place:
        return Place(moment(self.entry.pgh_created_at), self.order, self.last)


@dataclass
class Stream:
    """The entries of one table that a filter wants, after a place."""

    model: Any
    order: int
    wanted: TrailFilter
    after: Place | None
    floor: datetime | None = None

    @cached_property
    def entries(self) -> Any:
        return narrowed(self.model, self.wanted)

    def bound(self) -> datetime | None:
        """How far back one page looks in this table; None where to its end."""
        times = self._beyond(self.model._default_manager, self.after).order_by("-pgh_created_at", "-pgh_id")
        return times.values_list("pgh_created_at", flat=True)[STRETCH : STRETCH + 1].first()

    def _beyond(self, entries: Any, place: Place | None) -> Any:
        if place is None:
            return entries.all()
        if self.order < place.order:
            return entries.filter(pgh_created_at__lt=place.at)
        older = entries.filter(pgh_created_at__lte=place.at)
        if self.order > place.order:
            return older
        return older.exclude(pgh_created_at=place.at, pgh_id__gte=place.entry)

    def runs(self) -> Iterator[Run]:
        """What follows, newest first; read in strips, the rest of a batch passed over at once."""
        after = self.after
        while True:
            rows = self._beyond(self.entries, after)
            if self.floor:
                rows = rows.filter(pgh_created_at__gte=self.floor)
            ordered = rows.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")
            strip = list(ordered[: PAGE_ROWS + 1])
            runs = self._gathered(strip)
            if len(strip) <= PAGE_ROWS:
                yield from runs
                return
            if runs[-1].count > ALIKE:
                self._complete(runs[-1], rows)
            yield from runs
            after = runs[-1].place

    def _gathered(self, strip: list[Any]) -> list[Run]:
        runs: list[Run] = []
        alike: list[Run] = []
        for entry in strip:
            if alike and not _made_together(alike[-1].entry, entry):
                runs += self._folded(alike)
                alike = []
            alike.append(Run(self.order, entry, entry.pgh_id))
        return runs + self._folded(alike)

    def _folded(self, alike: list[Run]) -> list[Run]:
        if len(alike) <= ALIKE or self.wanted.deed:
            return alike
        return [Run(self.order, alike[0].entry, alike[-1].last, len(alike))]

    def _complete(self, run: Run, rows: Any) -> None:
        """Count the whole batch of which a strip ended in the middle."""
        same = rows.filter(
            pgh_created_at=run.entry.pgh_created_at,
            pgh_context=run.entry.pgh_context_id,
            pgh_label=run.entry.pgh_label,
            pgh_id__lt=run.last,
        )
        further = same.order_by("-pgh_id").values_list("pgh_id", flat=True)[:STRETCH]
        keys = list(further)
        run.count += len(keys)
        run.last = keys[-1] if keys else run.last


def _made_together(one: Any, other: Any) -> bool:
    return all(
        getattr(one, name) == getattr(other, name) for name in ("pgh_created_at", "pgh_context_id", "pgh_label")
    )


def narrowed(model: Any, wanted: TrailFilter) -> Any:
    """The entries of a log table that a filter wants."""
    entries, tracked = model._default_manager.all(), model.pgh_tracked_model
    if wanted.since:
        entries = entries.filter(pgh_created_at__gte=wanted.since)
    if wanted.until:
        entries = entries.filter(pgh_created_at__lt=wanted.until)
    if wanted.kind:
        entries = entries.filter(pgh_label=wanted.kind)
    if wanted.deed:
        entries = entries.filter(pgh_context=wanted.deed)
    if wanted.people is not None:
        entries = entries.filter(pgh_context__in=Context.objects.filter(metadata__user__in=wanted.people))
    if wanted.scope is not None:
        entries = entries.filter(wanted.scope(place_of(tracked)))
    if wanted.unit:
        entries = entries.filter(_of_unit(model, wanted.unit))
    if column := field_of(tracked, wanted.field):
        entries = entries.filter(pgh_label=CHANGED).annotate(
            moved=Func(
                F(column.attname),
                Subquery(prior(model).values(column.attname)[:1]),
                template="(%(expressions)s)",
                arg_joiner=" IS DISTINCT FROM ",
                output_field=BooleanField(),
            )
        )
        entries = entries.filter(moved=True)
    return entries


def place_of(tracked: Any) -> str:
    """The lookup from a row, or an entry of its log, to the path of the unit that it is about; empty for none."""
    if tracked.log_terms.place:
        return str(tracked.log_terms.place)
    return "unit__path" if any(f.name == "unit" for f in tracked._meta.concrete_fields) else ""


def _of_unit(model: Any, unit: Unit) -> Q:
    """Entries about a unit and all below it: by the keys of its rows, or, where they are too many, by the unit."""
    tracked = model.pgh_tracked_model
    below = {f"{place_of(tracked)}__below": unit.path}
    keys = set(tracked._base_manager.filter(**below).order_by().values_list("pk", flat=True)[: STRETCH + 1])
    if len(keys) > STRETCH:
        return Q(**below)
    # Rows that are gone are known by the log alone.
    gone = model._default_manager.filter(pgh_label=DELETED, **below).order_by("-pgh_created_at", "-pgh_id")
    return Q(pgh_obj_id__in=keys | set(gone.values_list("pgh_obj_id", flat=True)[:STRETCH]))


@dataclass(frozen=True)
class TrailPage:
    """older: the place after which the next page begins, empty on the last. looked_to: how far back this page looked,
    where it could not look to the end."""

    lines: list[Line]
    older: str = ""
    looked_to: datetime | None = None


def trail(wanted: TrailFilter, after: Place | None, user: Any, size: int = PAGE_ROWS) -> TrailPage:
    """A page of the trail for `user`. Queries: a few for each log table, whatever its length."""
    streams = [
        Stream(model, order, wanted, after)
        for order, model in enumerate(tables())
        if wanted.reads(model, place_of(model.pgh_tracked_model))
    ]
    floor = None
    if wanted.is_searched:
        floor = max((bound for stream in streams if (bound := stream.bound())), default=None)
    for stream in streams:
        stream.floor = floor
    merged = heapq.merge(*(stream.runs() for stream in streams), key=lambda run: run.key)
    found = list(islice(merged, size + 1))
    shown = found[:size]
    older = str(shown[-1].place) if len(found) > size else ""
    if floor and not older:
        older = str(Place(moment(floor), len(tables()), 0))  # what is older, of every table
    return TrailPage(lines_of(shown, user), older, floor if floor and len(found) <= size else None)
