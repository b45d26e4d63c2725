"""The cache in Valkey, without which the register goes on: what is not found there is found in the database."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

AGAIN_AFTER = 5  # seconds until a server that did not answer is asked again
# Counts of who asks too often have no other place: each process counts for itself meanwhile.
COUNT = "count-"  # begins the key of a count of the register's own
COUNTED = ("throttle_", "allauth:", COUNT)

log = logging.getLogger(__name__)


@dataclass
class Outage:
    """What a process knows of a server that did not answer.

    until: of the monotonic clock, before which it is not asked. has_lost: whether something was set or deleted that
    the server does not know of; what it still holds is then as old as that.
    """

    until: float = 0.0
    has_lost: bool = False
    counts: LocMemCache = field(default_factory=lambda: LocMemCache(uuid4().hex, {}))


OUTAGES: dict[str, Outage] = {}


class KeptClient(RedisCacheClient):
    """As Django's, which makes a client for each call: that costs more than what is asked of the server."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class StandingCache(RedisCache):
    """As Django's; where the server does not answer, nothing is found and nothing raised.

    An ended session must not come back with the server: whoever lost a writing empties it before it reads again.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient
        self.outage = OUTAGES.setdefault(server, Outage())

    def _asked(self, deed: str, key: Any, default: Any, *args: Any, **options: Any) -> Any:
        """What the server answers to `deed`, or `default`."""
        writes = deed not in ("get", "get_many", "has_key")
        if time.monotonic() >= self.outage.until:
            try:
                self._forget_what_is_old()
                return getattr(super(), deed)(key, *args, **options)
            except (RedisError, OSError) as error:
                self.outage.until = time.monotonic() + AGAIN_AFTER
                log.warning("The cache does not answer, the register goes on without it: %s", error)
        if isinstance(key, str) and key.startswith(COUNTED):
            if deed == "incr":  # of what the server still counted a moment ago
                self.outage.counts.add(key, 0)
            return getattr(self.outage.counts, deed)(key, *args, **options)
        self.outage.has_lost |= writes
        return default

    def _forget_what_is_old(self) -> None:
        if self.outage.has_lost:
            client = self._cache.get_client(None, write=True)
            for found in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
                client.unlink(found)
            self.outage.has_lost = False

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        return self._asked("get", key, default, default, version=version)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        self._asked("set", key, None, value, *args, **options)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        return bool(self._asked("add", key, True, value, *args, **options))

    def incr(self, key: str, delta: int = 1, version: Any = None) -> int:
        return int(self._asked("incr", key, delta, delta, version=version))

    def touch(self, key: str, *args: Any, **options: Any) -> bool:
        return bool(self._asked("touch", key, False, *args, **options))

    def delete(self, key: str, version: Any = None) -> bool:
        return bool(self._asked("delete", key, False, version=version))

    def has_key(self, key: str, version: Any = None) -> bool:
        return bool(self._asked("has_key", key, False, version=version))

    def get_many(self, keys: Any, version: Any = None) -> dict[str, Any]:
        return dict(self._asked("get_many", list(keys), {}, version=version))

    def set_many(self, data: dict[str, Any], *args: Any, **options: Any) -> list[str]:
        return list(self._asked("set_many", data, [], *args, **options))

    def delete_many(self, keys: Any, version: Any = None) -> None:
        self._asked("delete_many", list(keys), None, version=version)
