"""Days in SQL as people count them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection


@contextmanager
def local_days(cursor: Any) -> Iterator[None]:
    """Within a transaction: statements that compare days with moments begin a day when it begins for people.

    Only around such statements: what Django reads of moments it takes to be told in its own zone. An error leaves
    the setting to the end of the transaction, which it ends.
    """
    _set(cursor, settings.TIME_ZONE)
    yield
    _set(cursor, connection.timezone_name)


def _set(cursor: Any, zone: str) -> None:
    cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
