"""The audit trail as a file, .xlsx or .csv, written by a worker: all that the filters want, however much it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any

import xlsxwriter
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.audit import Place, trail
from accounts.audit_filters import TrailFilter, asked, in_words, tables
from accounts.audit_lines import Line
from exchange.workbooks.outgoing.export_work import WRITERS, Writer
from exchange.workbooks.outgoing.files import SHEET
from ground.pages.change_sentences import clause
from ground.pages.csv_lists import MARK, safe

AT_ONCE = 1000  # lines that are read together
WIDTHS = (17, 10, 22, 16, 40, 70, 40)
LANGUAGE = "lang"  # of the words of the file, as its reader had it; in the query beside the filters
Say = Callable[[int], None]


def heads() -> list[str]:
    return [_("time"), _("who"), _("post"), _("table"), _("what was done"), _("old and new"), _("reason")]


def cells(line: Line) -> list[str]:
    """The cells of a line, below `heads`."""
    told, change = line.told, line.told.change
    changed = [strip_tags(clause(f)) for f in told.table] or [strip_tags(part) for part in told.clauses]
    done = " ".join(filter(None, (told.verb, told.about)))
    if told.count > 1:
        done = f"{told.verb} {told.count} × {told.about}"
    found = [change.told_at, change.who or _("system"), change.post, line.table, done, "；".join(changed)]
    return [safe(cell) for cell in (*found, change.reason)]


def lines(wanted: TrailFilter, user: Any, say: Say) -> Iterator[list[str]]:
    """All lines of the trail, the newest first. say: by the time that was gone through, since nothing is counted."""
    newest, oldest, after = wanted.until or timezone.now(), wanted.since or _oldest(), None
    whole = max((newest - oldest).total_seconds(), 1)
    while True:
        page = trail(wanted, after, user, AT_ONCE)
        for line in page.lines:
            yield cells(line)
        after = Place.parsed(page.older)
        if after is None:
            return
        say(min(99, max(0, int(100 * (newest - after.at).total_seconds() / whole))))


def _oldest() -> datetime:
    """When the first entry of the log was made."""
    firsts = (model._default_manager.order_by("pgh_created_at", "pgh_id") for model in tables())
    times = [entries.values_list("pgh_created_at", flat=True).first() for entries in firsts]
    return min((at for at in times if at), default=timezone.now())


def as_csv(rows: Iterator[list[str]], about: str, file: IO[bytes]) -> int:
    """Write them below their heads; returns how many."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerow(heads())
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007  how many is what comes back
        writer.writerow(row)
    text.detach()
    return count


def as_workbook(rows: Iterator[list[str]], about: str, file: IO[bytes]) -> int:
    """The same as .xlsx, with the filters in words (`about`) above each sheet."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
        sheet = _sheet(book, about, head)
        for row in rows:
            if count and count % SHEET == 0:
                sheet = _sheet(book, about, head)
            for column, text in enumerate(row):
                sheet.write_string(2 + count % SHEET, column, text[:32_767])
            count += 1
    return count


def _sheet(book: Any, about: str, head: Any) -> Any:
    sheet = book.add_worksheet()
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, about)
    sheet.write_row(1, 0, heads(), head)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    return sheet


def _writer(suffix: str, into: Callable[[Iterator[list[str]], str, IO[bytes]], int]) -> Writer:
    def write(user: Any, query: QueryDict, file: IO[bytes], say: Say) -> int:
        with override(query.get(LANGUAGE)):
            wanted = asked(query, user)
            about = _("Audit trail: %(filters)s") % {"filters": in_words(wanted)}
            return into(lines(wanted, user, say), about, file)

    return Writer(gettext_lazy("Audit trail"), suffix, write)


MADE = {"xlsx": as_workbook, "csv": as_csv}
WRITERS.update({f"audit_{suffix}": _writer(suffix, into) for suffix, into in MADE.items()})
