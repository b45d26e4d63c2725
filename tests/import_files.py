"""Spreadsheets of the tests, and what becomes of them."""

import io
from typing import Any

import xlsxwriter

from exchange.workbooks.incoming import import_work, requests
from exchange.workbooks.models import Import


def workbook(*sheets: tuple[list[str], list[list[str]]], title: str = "") -> bytes:
    """An .xlsx with a sheet for each (headings, rows)."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for number, (head, rows) in enumerate(sheets, 1):
            page = book.add_worksheet(f"表{number}")
            for line, row in enumerate([[title], head, *rows] if title else [head, *rows]):
                page.write_row(line, 0, row)
    return file.getvalue()


def read(content: bytes, name: str = "表.xlsx", *, by: Any, unit: Any = None, **options: Any) -> Import:
    """The import of a file, read and judged."""
    source = requests.bring(io.BytesIO(content), name, by=by, unit=unit, send=False, **options)
    import_work.go_on(source.pk)
    source.refresh_from_db()
    return source


def written(source: Import, **options: Any) -> Import:
    requests.write(source, send=False, **options)
    import_work.go_on(source.pk)
    source.refresh_from_db()
    return source


def counts(source: Import) -> tuple[int, int, int, int]:
    return source.new, source.changed, source.unchanged, source.refused


def told(source: Import) -> list[tuple[int, str, str, bool]]:
    return [(row.number, p.field, str(p.sentence), p.refuses) for row in source.rows.all() for p in row.remarks]


def told_codes(source: Import) -> list[tuple[int, str, str]]:
    """What is refused: row, field, code."""
    return [
        (row.number, p["field"], p["code"])
        for row in source.rows.order_by("pk")
        for p in row.problems
        if p.get("refuses", True)
    ]
