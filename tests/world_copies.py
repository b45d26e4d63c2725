"""A World for a test, copied from one that the process has built before.

To build it takes some seventy statements, each with what its triggers count; the rows that came of it are put back
with one. The building itself is done by the first test of each process, and by those that commit.
"""

import pickle
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tests.factories import World

TABLES = """
    SELECT c.oid::regclass::text,
        array_agg(quote_ident(a.attname) ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    GROUP BY c.oid ORDER BY c.oid
"""


@dataclass
class Copy:
    """rows: the statements that write the world's rows, past all triggers, which have done their part before.

    world: pickled, with the keys that the rows have. Sequences are not set back by a roll-back, so that no key of it
    is given to another row.
    """

    rows: str
    world: bytes

    @classmethod
    def of_a_new_one(cls) -> tuple["Copy", World]:
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            tables = dict(cursor.fetchall())
            before = _places(cursor, list(tables))
            world = World()
            made = _places(cursor, list(tables)) - before
            assert len(made) + len(before) == len(_places(cursor, list(tables))), "a World changes only its own rows"
            rows = "".join(
                _inserting(cursor, table, columns, [place for of, place in made if of == table])
                for table, columns in tables.items()
                if any(of == table for of, _place in made)
            )
        past = "SET LOCAL session_replication_role = {};"
        return cls(past.format("replica") + rows + past.format("origin"), pickle.dumps(world)), world

    def put_back(self) -> World:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.rows)
        return pickle.loads(self.world)


def _places(cursor: CursorWrapper, tables: list[str]) -> set[tuple[str, str]]:
    """Where each row lies: (table, place in it)."""
    cursor.execute(" UNION ALL ".join(f"SELECT '{table}', ctid::text FROM {table}" for table in tables))
    return set(cursor.fetchall())


def _inserting(cursor: CursorWrapper, table: str, columns: list[str], places: list[str]) -> str:
    values = " || ', ' || ".join(f"quote_nullable({column}::text)" for column in columns)
    cursor.execute(f"SELECT '(' || {values} || ')' FROM {table} WHERE ctid = ANY(%s::tid[]) ORDER BY ctid", [places])
    rows = ", ".join(row[0] for row in cursor.fetchall())
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {rows};"


KEPT: list[Copy] = []


def world_again() -> World:
    """A World within the transaction of the test."""
    if KEPT:
        return KEPT[0].put_back()
    copy, world = Copy.of_a_new_one()
    KEPT.append(copy)
    return world
