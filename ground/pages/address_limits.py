"""Limits for callers whom nobody knows, by their address, which is written down nowhere.

What is counted stands under a digest of address and hour, keyed by a secret that is in the memory of the processes
alone (`settings.ADDRESS_SECRET`): whoever has the cache, its files and all keys finds no address and no time of day.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.throttling import BaseThrottle

from ground.pages.days import start_of_day
from riskcontrol.caches import COUNT


@dataclass(frozen=True)
class AddressLimit:
    """At most `most` requests from an address within an hour of the clock."""

    scope: str
    most: int

    def allows(self, request: HttpRequest, caller: str = "") -> bool:
        """Whether this request is still within the limit; it counts. caller: where they are known, in place of the
        address."""
        now = timezone.localtime()
        caller = caller or str(BaseThrottle().get_ident(request))  # type: ignore[arg-type]
        counted = f"{self.scope}/{now:%Y-%m-%d %H}/{caller}"
        digest = hmac.new(settings.ADDRESS_SECRET.encode(), counted.encode(), hashlib.sha256).hexdigest()[:32]
        key = f"{COUNT}{digest}"
        # All counts of a day end with it: when one was begun is not to be seen.
        midnight = start_of_day(now) + timedelta(days=1)
        cache.add(key, 0, int((midnight - now).total_seconds()) + 1)
        return cache.incr(key) <= self.most
