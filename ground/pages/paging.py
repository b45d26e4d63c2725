"""Pages of a list that stay quick however long the list is.

A list of up to `MANY` rows is counted, sorted as the reader likes, and paged by number. A longer one stands in the
order of its index and is paged by cursor, so that a page deep inside costs what the first one costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError as WrongValue
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor
from rest_framework.request import Request

from ground.pages.columns import hidden, narrowed
from ground.pages.pagination import Pages
from ground.pages.tables import RegisterTable

MANY = 5000


@dataclass(frozen=True)
class PageLinks:
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


def counted(rows: Any, most: int | None = None) -> int | None:
    """How many rows there are; None for more than `most` (MANY), which are not all counted."""
    most = MANY if most is None else most
    n = rows.order_by().values("pk")[: most + 1].count()
    return n if n <= most else None


def fetched(rows: Any, keys: Sequence[Any]) -> list[Any]:
    """The rows with these primary keys, in the order of the keys.

    First which rows, then all that is shown of them: joined at once, PostgreSQL would plan and prepare the joins for
    every row of the list and not for one page of it.
    """
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()} if keys else {}
    return [found[key] for key in keys if key in found]


def paged(
    request: HttpRequest,
    table_class: Any,
    rows: Any,
    order: tuple[str, ...],
    *,
    total: int | None,
    **options: Any,
) -> RegisterTable:
    """The table of the page that `request` asks for.

    order: columns of the list's own order, the first one with an index and nearly unique. total: how many rows there
    are, None where they are too many to count; the reader may ask for it all the same by ?exact. Raises Http404 for a
    cursor that is none.
    """
    table_class = narrowed(table_class, tuple(hidden(table_class, request.GET)))
    if total is None and "exact" in request.GET:
        total = rows.count()
    if total is None or total > MANY:
        chosen, ways = _strip(request, rows, order)
        table = table_class(chosen, orderable=False, **options)
        table.ways = ways
    else:
        sorted_by, sorting = table_class.sorting(request.GET.get("sort", ""))
        keys = rows.order_by(*sorting, *order, "pk").values_list("pk", flat=True)
        page = CountedPages(keys, settings.PAGE_ROWS, total=total).get_page(request.GET.get("page"))
        table = table_class(fetched(rows, list(page.object_list) if total else []), **options)
        table.sorted_by, table.numbered = sorted_by, page
    table.request, table.total, table.many = request, total, MANY
    return table


def _strip(request: HttpRequest, rows: Any, order: tuple[str, ...]) -> tuple[list[Any], PageLinks]:
    pages: Any = Pages()
    pages.ordering, pages.page_size_query_param = order, None
    columns = {"pk", *(name.lstrip("-") for name in order)}
    try:
        keys = [row["pk"] for row in pages.paginate_queryset(rows.values(*columns), Request(request)) or []]
    except (ValidationError, WrongValue, ValueError) as error:  # a place in the order that is no value of its column
        raise Http404 from error
    first = "" if pages.get_previous_link() is None else _without_cursor(request)
    last = "" if pages.get_next_link() is None else pages.encode_cursor(Cursor(0, True, None))
    return fetched(rows, keys), PageLinks(
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
