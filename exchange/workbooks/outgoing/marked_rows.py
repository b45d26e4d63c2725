"""The rows of an import as a workbook: cells that something is told of are marked, with the sentence as a comment."""

from __future__ import annotations

import tempfile
from pathlib import PurePath
from typing import IO

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exchange.workbooks.choices import RowOutcome
from exchange.workbooks.models import Import

MOST = 20_000  # rows of a workbook that has all of them; larger ones have those that something is told of
WIDE = {"manifestation": 40, "measures": 50, "legal_basis": 40, "name": 24}
IN_MEMORY = 5 * 2**20


def name_of(source: Import) -> str:
    return f"{PurePath(source.file_name).stem}-{_('marked')}.xlsx"


def workbook(source: Import) -> IO[bytes]:
    """A sheet for each sheet that was understood; it can be mended and brought in again."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed by whoever reads it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D0D7DE"})
        refused = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FBD9D7", "border": 1})
        noted = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FDF0CC", "border": 1})
        for number, understood in enumerate(source.sheets):
            if not understood["form"]:
                continue
            names = [name for name in understood["fields"] if name != "skipped"]
            sheet = book.add_worksheet(_title(understood["name"], number))
            sheet.freeze_panes(1, 0)
            for column, name in enumerate(names):
                sheet.set_column(column, column, WIDE.get(name, 13))
            sheet.set_column(len(names), len(names), 50)
            sheet.write_row(0, 0, [*(understood["fields"][name] for name in names), "问题", "原行号"], head)
            rows = source.rows.filter(sheet=number).order_by("number")
            if source.total > MOST:
                rows = rows.exclude(problems=[])
            for line, row in enumerate(rows.iterator(chunk_size=2000), 1):
                by_field: dict[str, list[str]] = {}
                marks: dict[str, bool] = {}
                for problem in row.remarks:
                    by_field.setdefault(problem.field, []).append(str(problem.sentence))
                    marks[problem.field] = marks.get(problem.field, False) or problem.refuses
                for column, name in enumerate(names):
                    look = cell if name not in marks else refused if marks[name] else noted
                    sheet.write_string(line, column, row.values.get(name, ""), look)
                    if name in by_field:
                        sheet.write_comment(line, column, "\n".join(by_field[name]), {"x_scale": 2})
                sentences = [f"{capfirst(str(p.label))}: {p.sentence}" for p in row.remarks]
                look = refused if row.outcome == RowOutcome.REFUSED else cell
                sheet.write_string(line, len(names), "\n".join(sentences), look)
                sheet.write_number(line, len(names) + 1, row.number, cell)
    file.seek(0)
    return file


def _title(name: str, number: int) -> str:
    """A name that a sheet may have, once in the workbook."""
    bare = "".join(c for c in name if c not in "[]:*?/\\'")[:25]
    return f"{bare or 'Sheet'}{'' if not number else f' {number + 1}'}"
