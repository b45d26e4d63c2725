"""A list as CSV: the rows that match, the columns that are shown, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ground.lifecycle.machine import NotAllowed
from ground.pages.paging import counted

MOST_ROWS = 100_000  # some fifteen seconds; whoever needs more reads the API page by page
AT_ONCE = 2000
# A cell that begins so would be taken for a formula, the full-width ones by spreadsheets in Chinese and Japanese.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # by it Excel knows the file as UTF-8


class _Line:
    """What csv writes a line to, to have it back."""

    def write(self, line: str) -> str:
        return line


def safe(text: str) -> str:
    """The text of a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def answer(name: str, table_class: Any, rows: Any, order: Iterable[str], without: list[str]) -> StreamingHttpResponse:
    """`rows` as a file; short lists in their order, long ones newest first, read in strips. Raises NotAllowed."""
    total = counted(rows, MOST_ROWS)
    if total is None:
        raise NotAllowed(
            _("The list has more than %(most)s rows. Narrow it by the filters, or read it by the API.")
            % {"most": f"{MOST_ROWS:,}"}
        )
    language = get_language()

    def lines() -> Iterator[str]:
        with override(language):
            writer = csv.writer(_Line())
            yield MARK
            empty = table_class([], exclude=without)
            yield writer.writerow([safe(str(empty.words(column))) for column in empty.columns])
            for strip in _strips(rows, order, total):
                for cells in table_class(strip, exclude=without).plain():
                    yield writer.writerow([safe(cell) for cell in cells])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


def _strips(rows: Any, order: Iterable[str], total: int) -> Iterator[list[Any]]:
    if total <= AT_ONCE:
        yield list(rows.order_by(*order, "pk"))
        return
    last = None
    while True:
        strip = rows if last is None else rows.filter(pk__lt=last)
        found = list(strip.order_by("-pk")[:AT_ONCE])
        if not found:
            return
        yield found
        last = found[-1].pk
