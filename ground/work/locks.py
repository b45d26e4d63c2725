"""One at a time: advisory locks of PostgreSQL, which end with the connection, also that of a killed worker."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from riskcontrol.locks import key_of


@contextmanager
def alone(name: str, number: int = 0) -> Iterator[bool]:
    """Whether nobody else works on this one; nobody will until the block ends. name: in riskcontrol.locks.NAMES."""
    key = key_of(name, number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        [(mine,)] = cursor.fetchall()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
