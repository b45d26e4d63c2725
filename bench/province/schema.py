"""Indexes, keys and triggers taken down before a bulk load, and put back after it, where they check every row."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier

# Tables of the register and of its log.
OURS = "^(units|accounts|powers|riskpoints|measures|integrity|warnings|index|dashboards)_|^pghistory_context$"
BUILDERS = 2  # connections that build indexes side by side


@dataclass
class Taken:
    """What has to be put back: statements that may run side by side, and keys that lead to other tables."""

    indexes: list[str]
    constraints: list[str]
    references: list[str]


def take_down(connection: psycopg.Connection) -> Taken:
    """Drop every index, unique constraint and foreign key of the register's tables; primary keys and checks stay."""
    rows = connection.execute(
        """SELECT t.relname, c.conname, pg_get_constraintdef(c.oid), c.contype
           FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
           WHERE n.nspname = 'public' AND t.relname ~ %s AND c.contype IN ('f', 'u', 'x')
           ORDER BY c.contype, t.relname, c.conname""",
        [OURS],
    ).fetchall()
    taken = Taken([], [], [])
    for table, name, definition, kind in rows:
        statement = f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
        (taken.references if kind == "f" else taken.constraints).append(statement)
        connection.execute(SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), Identifier(name)))
    found = connection.execute(
        """SELECT i.indexname, i.indexdef FROM pg_indexes i
           WHERE i.schemaname = 'public' AND i.tablename ~ %s AND NOT EXISTS (
               SELECT FROM pg_constraint c WHERE c.conname = i.indexname AND c.contype = 'p')
           ORDER BY i.indexname""",
        [OURS],
    ).fetchall()
    for name, definition in found:
        taken.indexes.append(definition)
        connection.execute(SQL("DROP INDEX {}").format(Identifier(name)))
    return taken


def put_back(taken: Taken, connect: Callable[[], psycopg.Connection], progress: Callable[[int], None]) -> None:
    """Build what was taken down; a row that breaks a key or a constraint stops it with PostgreSQL's own words."""

    def run(statement: str) -> None:
        with connect() as connection:
            connection.execute("SET maintenance_work_mem = '768MB'")
            connection.execute("SET max_parallel_maintenance_workers = 1")
            connection.execute(statement)
        progress(1)

    with ThreadPoolExecutor(BUILDERS) as pool:
        # The slowest first: the index of the search.
        ordered = sorted(taken.indexes, key=lambda s: "search_pairs" not in s)
        list(pool.map(run, ordered))
        list(pool.map(run, taken.constraints))
    for statement in taken.references:
        run(statement)


def count(taken: Taken) -> int:
    return len(taken.indexes) + len(taken.constraints) + len(taken.references)
