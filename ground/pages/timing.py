"""Server-Timing: how long a page took and how much of it was SQL, told in the response's header.

Off unless SERVER_TIMING is set. The browser's developer tools show the header, and the bench reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse


@contextmanager
def sql_timed() -> Iterator[list[float]]:
    """The seconds of each SQL statement of Django's connection inside the block, in a list that grows."""
    spent: list[float] = []

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(perf_counter() - started)

    with connection.execute_wrapper(timed):
        yield spent


class ServerTimingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SERVER_TIMING:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        with sql_timed() as spent:
            response = self.get_response(request)
        total = perf_counter() - started
        response["Server-Timing"] = (
            f'total;dur={total * 1000:.2f}, sql;dur={sum(spent) * 1000:.2f};desc="{len(spent)}"'
        )
        return response
