"""Pages of a list that stay quick however long the list is.

A list of up to `MANY` rows is counted, sorted as the reader likes, and paged by number. A longer one stands in the
order of its index and is paged by cursor, so that a page deep inside costs what the first one costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django_tables2 import RequestConfig, Table
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor
from rest_framework.request import Request

from pages.pagination import Pages

MANY = 5000


@dataclass(frozen=True)
class Ways:
    """Where the pager of a long list leads; empty where there is nothing more."""

    first: str
    previous: str
    next: str
    last: str


class CountedPages(Paginator):
    """Pages of rows that were counted already."""

    def __init__(self, *args: Any, total: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.count = total  # type: ignore[misc]


def counted(rows: Any, most: int = MANY) -> int | None:
    """How many rows there are; None for more than `most`, which are not all counted."""
    n = rows.order_by()[: most + 1].count()
    return n if n <= most else None


def paged(
    request: HttpRequest,
    table_class: type[Table],
    rows: Any,
    order: tuple[str, ...],
    *,
    total: int | None,
    **options: Any,
) -> Table:
    """The table of the page that `request` asks for.

    order: columns of the list's own order, the first one with an index and nearly unique. total: how many rows there
    are, None where they are too many to count. The table has `total`, and `ways` where it is paged by cursor.
    Raises Http404 for a cursor that is none.
    """
    if total is not None and total <= MANY:
        table = table_class(rows.order_by(*order) if total else rows.none(), **options)
        pages = {"per_page": settings.PAGE_ROWS, "paginator_class": CountedPages, "total": total}
        RequestConfig(request, paginate=pages).configure(table)
        table.ways = None
    else:
        chosen, ways = _strip(request, rows, order)
        table = table_class(chosen, orderable=False, **options)
        table.ways, table.request = ways, request
    table.total, table.many = total, MANY
    return table


def _strip(request: HttpRequest, rows: Any, order: tuple[str, ...]) -> tuple[list[Any], Ways]:
    pages: Any = Pages()
    pages.ordering, pages.page_size_query_param = order, None
    try:
        chosen: list[Any] = pages.paginate_queryset(rows, Request(request)) or []
    except NotFound as error:
        raise Http404 from error
    first = "" if pages.get_previous_link() is None else _without_cursor(request)
    last = "" if pages.get_next_link() is None else pages.encode_cursor(Cursor(0, True, None))
    return list(chosen), Ways(
        first=first,
        previous=_local(pages.get_previous_link()),
        next=_local(pages.get_next_link()),
        last=_local(last),
    )


def _without_cursor(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _local(url: str | None) -> str:
    if not url:
        return ""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
