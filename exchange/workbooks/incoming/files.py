"""Files as sheets of cells: .xlsx, .xls, .ods by python-calamine in a process of its own, .csv and web pages as text.

Whatever cannot be read, or would take memory without bound, is refused with a sentence (`Unreadable`).
"""

from __future__ import annotations

import csv
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path, PurePath
from typing import IO, Any

from exchange.workbooks.incoming import text_files, web_pages
from exchange.workbooks.incoming.archives import Unfit, look_into
from exchange.workbooks.incoming.sheets import Sheet
from exchange.workbooks.sentences import sentence
from ground.lifecycle.names import seen
from ground.pages.csv_lists import FORMULA

MOST_BYTES = 60 * 2**20  # of the file; a register of 100,000 rows has 15 MB
MOST_UNPACKED = 600 * 2**20
MOST_CELLS = 40_000_000
MOST_COLUMNS = 200
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what a .xlsx with a password holds instead of an archive
SANDBOX = str(Path(__file__).resolve().parent / "sandbox.py")
OFFERED = "选项"  # the hidden sheet of the product's own forms, with what their drop-downs offer
KINDS = (".xlsx", ".xls", ".ods", ".csv")
ARCHIVE, OLD = b"PK", b"\xd0\xcf\x11\xe0"  # how a .xlsx or .ods begins, and a .xls


class Unreadable(Exception):
    """The file cannot be read; `reason` is its code with what it names (workbooks.sentences)."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.reason = {"code": code, **facts}
        super().__init__(sentence(self.reason))


def open_workbook(content: bytes, name: str) -> list[Sheet]:
    """The sheets of a file that hold something, hidden ones last. Raises Unreadable."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".xlsm", ".xltm"):
        raise Unreadable("macros")
    if suffix == ".xlsb":
        raise Unreadable("binary")
    if suffix not in KINDS:
        raise Unreadable("suffix")
    if not content:
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", limit=MOST_BYTES >> 20)
    if suffix in (".csv", ".xls") and not content.startswith((ARCHIVE, OLD)):
        # What a program exports as text or as a web page often bears the name of a spreadsheet.
        sheets = [_web_page(content, name) if web_pages.is_web_page(content) else _text(content, name, suffix)]
    else:
        sheets = _workbook(content)
    # A hidden sheet that could not be read has no rows: it is told all the same that it is there.
    sheets = [
        sheet for sheet in sheets if any(any(row) for row in sheet.rows) or (sheet.is_hidden and not sheet.rows)
    ]
    if not sheets:
        raise Unreadable("no_rows")
    return sheets


def _workbook(content: bytes) -> list[Sheet]:
    """Sheets read by another process (sandbox.py), which ends of what would end this one."""
    if content.startswith(ARCHIVE):
        try:
            look_into(content, MOST_UNPACKED)
        except Unfit as error:
            raise Unreadable(error.code) from error
    elif ENCRYPTED in content:
        raise Unreadable("password")
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-I", SANDBOX, file.name, str(MOST_CELLS), str(MOST_COLUMNS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:
            assert reader.stdout
            try:
                return [
                    sheet for sheet in _received(reader.stdout) if not (sheet.is_hidden and sheet.name == OFFERED)
                ]
            except (EOFError, pickle.UnpicklingError) as error:
                # It did not come to its end: of memory or time, or of a panic of the library.
                reader.wait()
                raise Unreadable("too_much" if reader.returncode < 0 else "damaged") from error
            finally:
                reader.kill()


def _received(stream: IO[bytes]) -> list[Sheet]:
    """The sheets that the other process sends. Of hidden ones that it does not live through the names remain."""
    read: list[Sheet] = []
    hidden: list[str] | None = None  # their names, once all others are read
    sheet: Sheet | None = None
    try:
        while (part := pickle.load(stream)) is not True:
            if isinstance(part, str):
                if hidden is None:
                    raise Unreadable(part)
                break
            if isinstance(part, frozenset):
                hidden = sorted(part)
            elif isinstance(part, tuple):
                name, merged, facts = part
                sheet = Sheet(name, [], merged, is_hidden=hidden is not None, **facts)
            else:
                assert sheet
                if isinstance(part, dict):
                    sheet.is_cut, sheet.inexact = part["is_cut"], part["inexact"]
                    read.append(sheet)
                else:
                    sheet.rows += [[_bare(cell) if cell else cell for cell in row] for row in part]
    except (EOFError, pickle.UnpicklingError):
        if hidden is None:
            raise
    known = {sheet.name for sheet in read}
    return read + [Sheet(name, [], is_hidden=True) for name in hidden or () if name not in known]


def _text(content: bytes, name: str, suffix: str) -> Sheet:
    text = text_files.text_of(content)
    if suffix == ".xls" and (text is None or "\t" not in text):
        raise Unreadable("damaged")
    if text is None:
        raise Unreadable("characters")
    if "\0" in text:
        raise Unreadable("damaged")
    try:
        rows = [[_bare(value.strip()) for value in row] for row in text_files.rows_of(text)]
    except csv.Error as error:
        raise Unreadable("damaged") from error
    return _cut(Sheet(PurePath(name).stem, rows))


def _web_page(content: bytes, name: str) -> Sheet:
    text = web_pages.text_of(content)
    if "\0" in text:
        raise Unreadable("damaged")
    try:
        rows, merged = web_pages.tables_of(text)
    except OverflowError as error:
        raise Unreadable("too_much") from error
    if not any(map(any, rows)):
        raise Unreadable("web_page")
    return _cut(Sheet(PurePath(name).stem, [[_bare(cell) for cell in row] for row in rows], merged))


def _cut(sheet: Sheet) -> Sheet:
    sheet.is_cut = any(any(row[MOST_COLUMNS:]) for row in sheet.rows)
    sheet.rows = [row[:MOST_COLUMNS] for row in sheet.rows]
    return sheet


def _bare(text: str) -> str:
    """Without what nobody sees, and without the mark by which an export keeps a text from being a formula."""
    text = seen(text).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
