"""The rows below the headings of a table: what stands for other cells filled in, rows that carry on joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from exchange.workbooks.incoming import row_kinds
from exchange.workbooks.incoming.dates import SERIAL, of_serial
from exchange.workbooks.incoming.ditto import is_begun, is_ditto, row_meant
from exchange.workbooks.incoming.sheets import Sheet
from ground.lifecycle.names import plain

OF_DAYS = ("due_on", "review_on", "since", "until")
# Places that offices write in the first row of a group alone, by form, the wider ones first. What stands beside a
# person is never taken from another row.
OF_GROUP = {
    "risk_points": ("unit", "department", "post", "power"),
    "power_items": ("unit", "department"),
    "posts": ("unit", "department"),
}
LEAST_EMPTY = 2  # rows by which that is told
OF_PLACE = ("unit", "unit_code", "department", "post", "power", "step")
# What a row may add to the risk point of the row above it, and what else it may then say.
ADDED = ("measures", "manifestation")
# What stands in a column of marks and is none.
NO_MARK = {"×", "x", "X", "否", "无", "-", "—", "/", "0", "○", "□", "N"}
BESIDE = ("methods", "responsible", "department_head", "leader", "due_on")


@dataclass
class Row:
    """A row of the form: its number in the sheet, from 1, and the text of each field that stands there.

    told: what is to be told of its cells beside what their words mean, as incoming.forms keeps problems.
    """

    number: int
    values: dict[str, str]
    told: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, name: str, code: str, *, refuses: bool = False, **facts: Any) -> None:
        self.told.append(_told(name, code, self.values.get(name, ""), refuses=refuses, **facts))


@dataclass
class TableRows:
    """What stands below the headings.

    claims: rows that say a total, as (row number, text); notes likewise. passed: rows of which nothing is read, as
    (row number, kind, text). carried: field → rows in which an empty cell means what stands above. gaps: fields of
    which it may mean that. spans: number of a row with a subtotal → the rows of the form that it counts, as
    (first, beyond the last) of `rows`.
    """

    rows: list[Row] = field(default_factory=list, kw_only=True)
    notes: list[tuple[int, str]] = field(default_factory=list, kw_only=True)
    claims: list[tuple[int, str]] = field(default_factory=list, kw_only=True)
    passed: list[tuple[int, str, str]] = field(default_factory=list, kw_only=True)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict, kw_only=True)
    carried: dict[str, int] = field(default_factory=dict, kw_only=True)
    gaps: list[str] = field(default_factory=list, kw_only=True)


def read_rows(
    sheet: Sheet,
    table: Any,
    start: int,
    last: int | None,
    begins_another: Callable[[int, tuple[str, ...]], bool],
    is_grouped: bool | None = None,
) -> int | None:
    """Add the rows from `start` on to the table; returns the row in which another table begins, else None.

    table: a Table (incoming.recognition). last: the number of the last row, where a person said it. begins_another:
    asked with the index of a row and its words. is_grouped: whether a place stands in the first row of its group
    alone; None where it shall be told by the rows.
    """
    reading = _Reading(sheet, table, start)
    after = reading.read(last, begins_another)
    if table.is_turned:
        _carry(table)
    else:
        _carry_down(table, {index for (_row, index) in reading.merged}, is_grouped)
    return after


class _Reading:
    """The rows of one table, read one after the other."""

    def __init__(self, sheet: Sheet, table: Any, start: int) -> None:
        self.sheet, self.table, self.start = sheet, table, start
        self.width = max((len(row) for row in sheet.rows), default=0)
        top = table.top - 1
        self.layout = row_kinds.Layout(
            table.columns,
            frozenset(_words(sheet.rows[n]) for n in range(top, top + table.height)),
            plain(table.title),
        )
        self.merged = _values_of_merges(sheet, start)
        self.across = {top for (top, left), (_bottom, right) in sheet.merged if right - left + 1 >= self.width - 1}
        self.above: dict[str, str] = {}
        self.section: dict[str, str] = {}
        self.by_number: dict[str, dict[str, str]] = {}
        self.counted_from = 0
        self.is_noted = False  # whether the last row that was none of the form is a note

    def read(self, last: int | None, begins_another: Callable[[int, tuple[str, ...]], bool]) -> int | None:
        rows = self.sheet.rows
        for number in range(self.start, min(len(rows), last or len(rows))):
            cells = rows[number]
            filled = [index for index, cell in enumerate(cells) if cell]
            if not filled:
                continue
            kind = row_kinds.kind_of(cells, filled, number in self.across, self.layout)
            if kind == row_kinds.ROW:
                if not last and len(filled) > 2 and begins_another(number, _words(cells)):
                    return number
                self._row(number, cells)
            else:
                self._other(kind, number, cells, filled)
        return None

    def _other(self, kind: str, number: int, cells: list[str], filled: list[int]) -> None:
        table, text = self.table, " ".join(dict.fromkeys(cells[index] for index in filled))
        if kind in (row_kinds.SECTION, row_kinds.LINE) and self.is_noted and not row_kinds.section_of(text)[0]:
            kind = row_kinds.NOTES  # a note of several lines
        self.is_noted = kind == row_kinds.NOTES
        if kind in (row_kinds.SUBTOTAL, row_kinds.ALL):
            table.claims.append((number + 1, _claim(cells, filled, table.columns)))
            if kind == row_kinds.SUBTOTAL:
                table.spans[number + 1] = (self.counted_from, len(table.rows))
                self.counted_from = len(table.rows)
        elif kind == row_kinds.NOTES:
            table.notes.append((number + 1, text))
        elif kind == row_kinds.HEADING:
            pass
        else:
            table.passed.append((number + 1, kind, text))
        if kind == row_kinds.SECTION:
            name, value = row_kinds.section_of(cells[filled[0]])
            self.section = {name: value} if name in table.form.headings.values() else {}
            self.counted_from = len(table.rows)

    def _row(self, number: int, cells: list[str]) -> None:
        row = Row(number + 1, {})
        self.is_noted = False
        own: set[str] = set()
        values: dict[str, str] = {}
        for name, first in self.table.columns.items():
            texts: list[str] = []
            for index in (first, *self.table.more.get(name, ())):
                cell = cells[index] if index < len(cells) else ""
                if cell:
                    own.add(name)
                else:
                    cell = self.merged.get((number, index), "")
                texts.append(self._meant(row, name, cell) if cell else "")
                if (number, index) in self.sheet.unsolved:
                    row.tell(name, "formula", refuses=True)
                if (number, index) in self.sheet.inexact:
                    row.told.append(_told(name, "inexact", cell))
            values[name] = "\n".join(dict.fromkeys(filter(None, texts)))
        if self.table.marks:
            values["grade"] = self._marked(number, cells)
        row.values = values
        if self._carries_on(number, own, values):
            self._add(self.table.rows[-1], row)
            return
        self.above = values
        if number_of := plain(values.get("number", "")):
            self.by_number[number_of] = values
        row.values = {name: cell for name, cell in values.items() if cell}
        for name, value in self.section.items():
            row.values.setdefault(name, value)
        self.table.rows.append(row)

    def _marked(self, number: int, cells: list[str]) -> str:
        """The grade below whose heading a mark stands; all of them where there are several, which is asked."""
        marks = {index: cells[index] if index < len(cells) else "" for index in self.table.marks}
        marks = {index: plain(cell or self.merged.get((number, index), "")) for index, cell in marks.items()}
        return "、".join(self.table.marks[index] for index, mark in marks.items() if mark and mark not in NO_MARK)

    def _meant(self, row: Row, name: str, cell: str) -> str:
        """The text of a cell, or of the one that it stands for."""
        if name == "number":
            return cell
        if is_ditto(cell):
            if not self.above.get(name):
                row.told.append(_told(name, "ditto_of_nothing", cell))
                return ""
            return self.above[name]
        if (meant := row_meant(cell)) is not None and (meant in self.by_number or len(cell) <= 8):
            if text := self.by_number.get(meant, {}).get(name):
                row.told.append(_told(name, "ditto_of_row", cell, refuses=False, row=meant))
                return text
            row.told.append(_told(name, "ditto_of_nothing", cell))
            return cell
        if is_begun(cell):
            row.told.append(_told(name, "ditto_and_more", cell))
        elif name in OF_DAYS and self.sheet.since_1904 and SERIAL.fullmatch(cell):
            return of_serial(cell.partition(".")[0], since_1904=True) or cell
        return cell

    def _carries_on(self, number: int, own: set[str], values: dict[str, str]) -> bool:
        """Whether a row only adds to the risk point above it: its name is empty, or one cell with the name above."""
        if "measures" not in self.table.columns or not self.table.rows or not own & set(ADDED):
            return False
        if own - {*ADDED, *BESIDE}:
            return False
        index = self.table.columns.get("name", -1)
        return not values.get("name") or ((number, index) in self.merged and number > self.start)

    def _add(self, row: Row, more: Row) -> None:
        """Give a row what the one below it says of the same risk point."""
        for name, text in more.values.items():
            before = row.values.get(name, "")
            if not text or plain(text) == plain(before):
                continue
            if name in ADDED or not before:
                row.values[name] = f"{before}\n{text}" if before else text
            else:
                row.told.append(_told(name, "other_below", text, refuses=False, row=more.number))
        row.told += more.told
        row.tell("measures", "carried_on", row=more.number)


def _told(name: str, code: str, value: str, *, refuses: bool = True, **facts: Any) -> dict[str, Any]:
    return {"field": name, "code": code, "value": value, "refuses": refuses, "of_sheet": True, **facts}


def _carry(table: Any) -> None:
    """In a table that lies on its side a place goes on to the right until another one is named."""
    above: dict[str, str] = {}
    for row in table.rows:
        for name in OF_PLACE:
            if name == "step":
                continue
            if text := row.values.get(name):
                above[name] = text
            elif name in above:
                row.values[name] = above[name]
                row.tell(name, "carried_right")


def _carry_down(table: Any, merged: set[int], is_grouped: bool | None) -> None:
    """Where a place stands in the first row of its group alone, the rows below it are given it.

    It does where no two rows in turn name the same, and several name nothing. The form that the product gives out
    names it in every row. merged: indexes of columns in which cells are merged.
    """
    names = OF_GROUP.get(table.form.name, ()) if "register_number" not in table.columns else ()
    for nth, name in enumerate(names):
        if table.columns.get(name) in {None, *merged}:
            continue
        column = [row.values.get(name, "") for row in table.rows]
        first = next((n for n, text in enumerate(column) if text), len(column))
        empty = column[first:].count("")
        if not empty:
            continue
        table.gaps.append(name)
        repeats = any(text and plain(text) == plain(after) for text, after in pairwise(column))
        if is_grouped is None and (repeats or first or empty < LEAST_EMPTY):
            continue
        above: dict[str, str] = {}
        given = 0
        for row, was in zip(table.rows, column, strict=True):
            around = {wider: row.values.get(wider, "") for wider in names[:nth]}
            if was:
                above = around | {name: was}
            elif is_grouped is not False and above and all(above[wider] == around[wider] for wider in around):
                row.values[name] = above[name]
                given += 1
        if given:
            table.carried[name] = given


def _claim(cells: list[str], filled: list[int], columns: dict[str, int]) -> str:
    """The text of a row with totals: of several numbers those of risk points, not of measures or powers."""
    counts = [index for index in filled if any(c.isdigit() for c in cells[index])]
    if len(counts) > 1 and columns.get("name") in counts:
        told = {columns["name"], columns.get("grade", -1), filled[0]}
        return " ".join(cells[index] for index in filled if index in told)
    return " ".join(dict.fromkeys(cells[index] for index in filled))


def _words(cells: list[str]) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in cells if cell)


def _values_of_merges(sheet: Sheet, start: int) -> dict[tuple[int, int], str]:
    """What stands in each cell of the merged areas below the headings."""
    values = {}
    for (top, left), (bottom, right) in sheet.merged:
        if top < start or (right > left and not sheet.is_turned):
            continue  # a heading, or a note across the columns
        text = sheet.rows[top][left] if top < len(sheet.rows) and left < len(sheet.rows[top]) else ""
        for row in range(top, min(bottom, len(sheet.rows)) + 1):
            values[row, left] = text
    return values
