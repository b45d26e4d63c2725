"""The entries of the log as they are digested: one line of COPY's text format each, in the order of their numbers.

COPY's format tells every value from every other, a missing one from an empty one, and depends on nothing but the
settings below. The digests are made here, not in the database, which is what they are to testify of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from ground.lifecycle.changelog import event_models

BLOCK_ROWS = 1000
COPY_ROWS = 20 * BLOCK_ROWS
AS_TEXT = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}


@dataclass(frozen=True)
class LogTable:
    """A table of the log. number: the column by which its entries are numbered; time: the one that says when.

    is_by_day: among its entries are such as must not say when on their day they were made.
    """

    name: str
    number: str
    time: str
    is_by_day: bool = False

    @property
    def latest(self) -> Composable:
        """The time until which an entry was made, in SQL: of one that bears a day alone the end of the day."""
        time = Identifier(self.time)
        if not self.is_by_day and self != CONTEXTS:
            return time
        day = SQL("date_trunc('day', {}, {})").format(time, Literal(settings.TIME_ZONE))
        return SQL("CASE WHEN {0} = {1} THEN {0} + interval '1 day' ELSE {0} END").format(time, day)


# Who did it and why; a column of our own numbers its rows (sql/only_grows.sql).
CONTEXTS = LogTable("pghistory_context", "number", "created_at")


def log_tables() -> list[LogTable]:
    """All tables of the log, by name."""
    events = [
        LogTable(model._meta.db_table, "pgh_id", "pgh_created_at", model.pgh_tracked_model.is_logged_by_day)
        for model in event_models()
    ]
    return sorted([*events, CONTEXTS], key=lambda table: table.name)


def columns_of(table: LogTable) -> list[str]:
    """The columns of an entry, the number first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table.name],
        )
        return sorted((row[0] for row in cursor.fetchall()), key=lambda name: (name != table.number, name))


def digest(algorithm: str, content: bytes) -> bytes:
    """32 bytes. algorithm: a name of hashlib's, "sha256" or "sm3"."""
    return hashlib.new(algorithm, content, usedforsecurity=True).digest()


def lines(table: LogTable, columns: list[str], after: int, until: int) -> Iterator[bytes]:
    """The entries with after < number <= until, in their order; in a transaction. columns: the number first."""
    # A COPY at a time, read to its end: while one is open nothing else can be asked.
    query = SQL("COPY (SELECT {} FROM {} WHERE {} > {} AND {} <= {} ORDER BY {} LIMIT {}) TO STDOUT")
    names, number = SQL(", ").join(map(Identifier, columns)), Identifier(table.number)
    while True:
        bounds = Literal(after), number, Literal(until), number, Literal(COPY_ROWS)
        with connection.cursor() as cursor:
            for name, value in AS_TEXT.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
            with cursor.copy(query.format(names, Identifier(table.name), number, *bounds)) as copy:
                found = [bytes(line) for line in copy]
        yield from found
        if len(found) < COPY_ROWS:
            return
        after = number_of(found[-1])


def number_of(line: bytes) -> int:
    return int(line[: line.index(b"\t")])
