"""Tables of web pages, which some programs save under the name of a spreadsheet. No models."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from exchange.workbooks.incoming.sheets import Merge
from exchange.workbooks.incoming.text_files import ENCODINGS

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]+)", re.IGNORECASE)
BEGINS = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<meta|<table|<style|<body|<div|<!--)", re.IGNORECASE)
MOST_ROWS, MOST_COLUMNS = 1000, 200  # that one cell may span
MOST_CELLS = 2_000_000


def is_web_page(content: bytes) -> bool:
    return BEGINS.match(content.removeprefix(b"\xef\xbb\xbf")[:512]) is not None


def text_of(content: bytes) -> str:
    """The characters of a page: in the encoding that it names, else in UTF-8 or GB18030."""
    named = CHARSET.search(content[:2048])
    names = [named[1].decode("ascii", "ignore")] if named else []
    for name in (*names, *ENCODINGS):
        try:
            text = content.decode("gb18030" if name.lower() in ("gb2312", "gbk") else name)
            text.encode()  # some codecs give halves of characters
        except (UnicodeError, LookupError):  # or decode nothing, or to no text
            continue
        return text
    return content.decode("utf-8", "replace")


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merged: list[Merge] = []
        self.taken: set[tuple[int, int]] = set()
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.unread = 0
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.unread += 1
        if tag == "tr":
            self._close()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._close()
            if not self.rows:
                self.rows.append([])
            given = dict(attrs)
            self.spans = _span(given.get("rowspan"), MOST_ROWS), _span(given.get("colspan"), MOST_COLUMNS)
            self.cell = []
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.unread = max(self.unread - 1, 0)
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.unread:
            self.cell.append(data)

    def _close(self) -> None:
        if self.cell is None:
            return
        row = len(self.rows) - 1
        while (row, len(self.rows[row])) in self.taken:
            self.rows[row].append("")
        left = len(self.rows[row])
        high, wide = self.spans
        self.cells += high * wide
        if self.cells > MOST_CELLS:
            raise OverflowError
        self.rows[row] += ["".join(self.cell).strip(), *[""] * (wide - 1)]
        if high > 1 or wide > 1:
            self.merged.append(((row, left), (row + high - 1, left + wide - 1)))
            self.taken |= {(r, c) for r in range(row + 1, row + high) for c in range(left, left + wide)}
        self.cell = None


def _span(text: str | None, most: int) -> int:
    return max(min(int(text[:6]), most), 1) if text and text.isascii() and text.isdigit() else 1


def tables_of(text: str) -> tuple[list[list[str]], list[Merge]]:
    """(the rows of all tables of a page, merged cells). Raises OverflowError where they are too many."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return parser.rows, parser.merged
