"""How far a worker is with its work: kept in the cache, for the page that asks every second.

Not in a column: work is one transaction, and nobody would see the column before it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import models

SAID_FOR = 3600  # seconds
WATCHERS: list[Callable[[int], None]] = []


def say(row: models.Model, percent: int) -> None:
    cache.set(_key(row), percent, SAID_FOR)
    for watcher in WATCHERS:
        watcher(percent)


def percent_of(row: models.Model) -> int:
    """How much of its step is done; 0 where no worker has begun."""
    return int(cache.get(_key(row)) or 0)


def forget(row: models.Model) -> None:
    cache.delete(_key(row))


@contextmanager
def watched(watcher: Callable[[int], None]) -> Iterator[None]:
    """Also hand on the progress of what runs inside, for the command line."""
    WATCHERS.append(watcher)
    try:
        yield
    finally:
        WATCHERS.pop()


def _key(row: models.Model) -> str:
    return f"progress-{row._meta.label_lower}-{row.pk}"
