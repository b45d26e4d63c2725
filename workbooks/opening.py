"""Files as sheets of cells: .xlsx, .xls and .ods by python-calamine, .csv in UTF-8 or GB18030. No models.

Whatever cannot be read, or would take memory without bound, is refused with a sentence (`Unreadable`).
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from pages.exporting import FORMULA
from workbooks.sentences import sentence

MOST_BYTES = 60 * 2**20  # of the file; a register of 100,000 rows has 15 MB
MOST_UNPACKED = 600 * 2**20
MOST_CELLS = 40_000_000
MOST_COLUMNS = 200
KINDS = (".xlsx", ".xls", ".ods", ".csv")

Merge = tuple[tuple[int, int], tuple[int, int]]


class Unreadable(Exception):
    """The file cannot be read; `told` is the code of the reason with what it names (workbooks.sentences)."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.told = {"code": code, **facts}
        super().__init__(sentence(self.told))


@dataclass
class Sheet:
    """A sheet: its rows of cells as texts, from the first on, and which cells are merged (corners, from 0)."""

    name: str
    rows: list[list[str]]
    merged: list[Merge] = field(default_factory=list)


def open_workbook(content: bytes, name: str) -> list[Sheet]:
    """The sheets of a file that hold something, hidden ones left out. Raises Unreadable."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".xlsm", ".xlsb", ".xltm"):
        raise Unreadable("macros")
    if suffix not in KINDS:
        raise Unreadable("suffix")
    if not content:
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", limit=MOST_BYTES >> 20)
    sheets = [_csv(content, name)] if suffix == ".csv" else _workbook(content)
    sheets = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not sheets:
        raise Unreadable("no_rows")
    return sheets


def _workbook(content: bytes) -> list[Sheet]:
    if content[:2] == b"PK":
        _look_into(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [
            m
            for m in book.sheets_metadata
            if m.typ == SheetTypeEnum.WorkSheet and m.visible == SheetVisibleEnum.Visible
        ]
        sheets, cells = [], 0
        for facts in seen:
            sheet = book.get_sheet_by_name(facts.name)
            width = min(sheet.total_width + 1, MOST_COLUMNS)  # it counts from 0
            cells += sheet.total_height * width
            if cells > MOST_CELLS:
                raise Unreadable("too_much")
            rows = [[text_of(value) for value in row[:width]] for row in sheet.iter_rows()]
            # iter_rows begins at the first row that holds something.
            empty = [[""] * width for _row in range(sheet.start[0] if sheet.start else 0)]
            sheets.append(Sheet(facts.name, empty + rows, list(sheet.merged_cell_ranges or [])))
        return sheets
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise Unreadable("damaged") from error


def _look_into(content: bytes) -> None:
    """Refuse archives that would unpack to more than memory holds, and macros that go under another name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable("damaged") from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("too_much")
    if any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise Unreadable("macros")


def _csv(content: bytes, name: str) -> Sheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("characters")
    if "\0" in text:
        raise Unreadable("damaged")
    sample = text[:4096]
    delimiter = max(",;\t", key=sample.count)
    try:
        rows = [
            [text_of(value) for value in row[:MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise Unreadable("damaged") from error
    return Sheet(PurePath(name).stem, rows)


def text_of(value: Any) -> str:
    """A cell as people read it: 1.0 is “1”, a date is 2011-03-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip().replace("\0", "")
    # What an export wrote so that no spreadsheet takes it for a formula.
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
