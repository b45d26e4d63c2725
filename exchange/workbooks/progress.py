"""How far a worker is with an import or an export: kept in the cache, for the page that asks every second."""

from __future__ import annotations

from django.core.cache import cache
from django.db import models

SAID_FOR = 3600  # seconds


def say(row: models.Model, percent: int) -> None:
    cache.set(_key(row), percent, SAID_FOR)


def percent_of(row: models.Model) -> int:
    """How much of its step is done; 0 where no worker has begun."""
    return int(cache.get(_key(row)) or 0)


def forget(row: models.Model) -> None:
    cache.delete(_key(row))


def _key(row: models.Model) -> str:
    return f"{row._meta.model_name}-{row.pk}"
