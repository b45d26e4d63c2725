"""One worker at a time: an advisory lock of PostgreSQL, which ends with the connection, also of a killed worker."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The first halves of the locks, one for each kind of work.
IMPORTS, EXPORTS, ASSESSMENTS, DRY_RUNS, INDEXES = 52011, 52012, 52013, 52014, 52015


@contextmanager
def alone(locks: int, pk: int) -> Iterator[bool]:
    """Whether nobody else works on this one; nobody will until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [locks, pk])
        [(mine,)] = cursor.fetchall()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [locks, pk])
