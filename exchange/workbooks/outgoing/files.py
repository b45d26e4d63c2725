"""The files of the forms: the rows that match a list's filters, as .xlsx or .csv, or a blank form to fill in.

PostgreSQL writes the rows (`COPY … TO STDOUT`), and they pass through as they come: memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import xlsxwriter
from django.db import connection, transaction
from django.utils import timezone

from exchange.workbooks.incoming.files import OFFERED
from exchange.workbooks.outgoing.forms import OutgoingForm
from ground.pages.csv_lists import MARK
from units.models import Unit

SHEET = 1_000_000  # rows of a sheet, which Excel limits to 1,048,576
WIDTHS = {"manifestation": 36, "measures": 44, "legal_basis": 36, "name": 22, "power": 18, "number": 6, "unit": 18}


@contextmanager
def _room_to_sort(few: bool) -> Iterator[None]:
    """For many rows PostgreSQL joins and sorts in memory what it would write to disk in between."""
    if few:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")
        yield


@contextmanager
def _copied(query: str, parameters: Any, *, few: bool) -> Iterator[Any]:
    """The rows of a query as PostgreSQL writes them; `query` holds the whole COPY."""
    with (
        _room_to_sort(few),
        connection.cursor() as cursor,
        # Of psycopg itself: what Django puts around it with DEBUG takes no parameters.
        cursor.cursor.copy(query, parameters) as copy,
    ):
        yield copy


def as_csv(form: OutgoingForm, rows: Any, *, few: bool) -> Iterator[bytes]:
    """The form as CSV in UTF-8 with its mark, as PostgreSQL writes it."""
    query, parameters = form.query(rows, few=few)
    yield (MARK + ",".join(form.headings()) + "\r\n").encode()
    with _copied(f"COPY ({query}) TO STDOUT (FORMAT csv)", parameters, few=few) as copy:
        for block in copy:
            yield bytes(block)


def as_workbook(
    form: OutgoingForm,
    file: IO[bytes],
    rows: Any = None,
    *,
    unit: Unit | None = None,
    few: bool = True,
    say: Callable[[int], None] = lambda n: None,
) -> int:
    """Write the form as .xlsx into `file`; without rows a blank one. Returns how many rows it has.

    unit: whose posts its drop-downs offer. say: is called with the number of rows written, now and then.
    """
    count = 0
    # A large workbook is written row by row; a small one may use all that the format has.
    options = {"constant_memory": not few, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheets = _Sheets(book, form, unit)
        if rows is None:
            sheets.next()
        else:
            query, parameters = form.query(rows, few=few)
            with _copied(f"COPY ({query}) TO STDOUT", parameters, few=few) as copy:
                sheets.next()
                for row in copy.rows():
                    if count and count % SHEET == 0:
                        sheets.next()
                    sheets.write(row)
                    count += 1
                    if count % 2000 == 0:
                        say(count)
        sheets.finish()
    return count


class _Sheets:
    """The sheets of a form: title, headings, drop-downs, and a page set-up that prints whole columns."""

    def __init__(self, book: Any, form: OutgoingForm, unit: Unit | None) -> None:
        self.book, self.form, self.unit = book, form, unit
        self.headings = form.headings()
        border = {"border": 1, "border_color": "#9AA5B1", "font_name": "宋体", "font_size": 10}
        self.title = book.add_format({"bold": True, "font_size": 16, "valign": "vcenter"})
        self.head = book.add_format(
            border | {"bold": True, "bg_color": "#E8EDF3", "text_wrap": True, "align": "center"}
        )
        self.cell = book.add_format(border | {"text_wrap": True, "valign": "top"})
        self.sheet: Any = None
        self.line = self.number = 0

    def next(self) -> None:
        self.number += 1
        sheet = self.sheet = self.book.add_worksheet(f"表{self.number}")
        last = len(self.headings) - 1
        for column, name in enumerate(self.form.columns):
            sheet.set_column(column, column, WIDTHS.get(name, 11))
        sheet.set_row(0, 30)
        # Not merged: that needs the whole sheet in memory.
        sheet.write_string(0, 0, f"{self.unit or ''}{self.form.title}", self.title)
        sheet.write_row(1, 0, self.headings, self.head)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(1)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L{timezone.localdate():%Y-%m-%d}&R&P / &N")
        sheet.print_area(0, 0, SHEET, last)
        self.line = 2

    def write(self, row: tuple[Any, ...]) -> None:
        for column, text in enumerate(row):
            if text:
                self.sheet.write_string(self.line, column, text, self.cell)
            else:
                self.sheet.write_blank(self.line, column, None, self.cell)
        self.line += 1

    def finish(self) -> None:
        """Drop-downs over what is written and two hundred rows more; the choices stand on a sheet of their own."""
        offered = dict(self.form.choices)
        if self.unit and self.form.of_posts:
            posts = [str(post) for post in self.unit.posts.filter(is_abolished=False)]
            offered |= dict.fromkeys(self.form.of_posts, posts)
        choices = self.book.add_worksheet(OFFERED)
        choices.hide()
        width = 0
        for field, words in offered.items():
            if not words or field not in self.form.columns:
                continue
            for line, word in enumerate(words):
                choices.write_string(line, width, word)
            column = self.form.columns.index(field)
            letter = xlsxwriter.utility.xl_col_to_name(width)
            self.sheet.data_validation(
                2,
                column,
                self.line + 200,
                column,
                {
                    "validate": "list",
                    "source": f"={OFFERED}!${letter}$1:${letter}${len(words)}",
                    # Other posts, and several methods in a cell, are no mistake.
                    "error_type": "warning" if field in (*self.form.of_posts, "methods", "kind") else "stop",
                },
            )
            width += 1
