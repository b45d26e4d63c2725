"""Who calls from where: the address that the nearest of our own proxies saw, put where everybody asks for it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Sets REMOTE_ADDR by X-Forwarded-For and PROXY_COUNT, and takes the header away from all that come after.

    Each proxy appends the address that it saw; what stands before that of our outermost proxy was written by the
    client. Without proxies the whole header was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.pop("HTTP_X_FORWARDED_FOR", "").split(",")
        count = settings.PROXY_COUNT
        if count and len(told) >= count:
            # Our proxies write addresses; where something else stands, the connection's own stays.
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(told[-count].strip()))
        for header in ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP"):
            request.META.pop(header, None)
        return self.get_response(request)
