"""Forms as offices fill them in, recognised by their headings and read row by row. No models.

A form is found by the words over its columns, wherever the table begins: title rows above it, headings of two rows,
columns in another order or with other words (data/headings.yaml) are all the same to it. Cells that are merged, or
say 同上, mean what stands above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from exchange.workbooks.incoming.cells import plain
from exchange.workbooks.incoming.files import Merge, Sheet

DATA = Path(__file__).resolve().parents[1] / "data"
LOOKED_AT = 30  # rows from the top in which the headings may stand
ABOVE = frozenset(("同上", "〃", "″", '"', "''", "同前", "上同"))
NOTE = re.compile(r"^(备注|注|说明|填表说明|附注|填表人|填报人|审核人|制表)[:：]?")
TOTAL = re.compile(r"^(合计|总计|小计|共计)")

Words = dict[str, dict[str, str]]  # form → heading → field


@dataclass(frozen=True)
class KnownForm:
    """A form that is read: its fields with the headings seen for each.

    needs: fields without which nothing can be read. least: columns that must be known for a row to count as headings.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    headings: dict[str, str]  # heading → field
    least: int = 3


@lru_cache
def known_forms() -> tuple[KnownForm, ...]:
    known = yaml.safe_load((DATA / "headings.yaml").read_text(encoding="utf-8"))
    return tuple(
        KnownForm(
            name,
            form["title"],
            tuple(form["needs"]),
            {plain(word): field for field, words in form["fields"].items() for word in words},
        )
        for name, form in known.items()
    )


@dataclass(frozen=True)
class Row:
    """A row of the form: its number in the sheet, from 1, and the text of each field; "" where nothing stands."""

    number: int
    values: dict[str, str]


@dataclass
class Table:
    """A sheet that was recognised.

    columns: field → index of its column. unplaced: index → heading that no field is known for. claims: rows that say
    a total, as (row number, text); notes likewise.
    """

    sheet: str
    form: KnownForm
    columns: dict[str, int]
    unplaced: dict[int, str]
    title: str
    heads: dict[str, str] = field(default_factory=dict)  # field → its heading, as it stands in the sheet
    rows: list[Row] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    claims: list[tuple[int, str]] = field(default_factory=list)

    @property
    def lacks(self) -> list[str]:
        """Fields without which nothing can be read."""
        return [name for name in self.form.needs if name not in self.columns]


def recognise(sheet: Sheet, words: Words | None = None, among: Sequence[KnownForm] | None = None) -> Table | None:
    """The form in a sheet with its rows; None where no row looks like its headings.

    words: headings that are known beside those of the product, as people decided. among: the forms that it may be,
    those of the register where none are named.
    """
    best: tuple[int, int, int, KnownForm, dict[int, tuple[str, str]]] | None = None
    for top in range(min(LOOKED_AT, len(sheet.rows))):
        for height in (2, 1):
            if top + height > len(sheet.rows):
                continue
            headings = _headings(sheet, top, height)
            for form in known_forms() if among is None else among:
                placed = _placed(form, headings, (words or {}).get(form.name, {}))
                # Of two that know as many columns the lower one, whose first row is no title.
                if len(placed) >= form.least and (best is None or (len(placed), -height) > (best[0], -best[2])):
                    best = (len(placed), top, height, form, placed)
    if best is None:
        return None
    _score, top, height, form, placed = best
    columns = {name: index for index, (name, _heading) in placed.items()}
    headings = _headings(sheet, top, height)
    unplaced = {i: parent + child for i, (parent, child) in headings.items() if i not in placed and (parent or child)}
    title = next((cell for row in sheet.rows[:top] for cell in row if cell), "")
    heads = dict(placed.values())
    table = Table(sheet.name, form, columns, unplaced, title, heads)
    _read(sheet, top + height, table)
    return table


def _headings(sheet: Sheet, top: int, height: int) -> dict[int, tuple[str, str]]:
    """Column → (heading of the first row, heading of the second); a heading over several columns belongs to each."""
    first = [plain(cell) for cell in sheet.rows[top]]
    for (row, left), (_bottom, right) in _starting_at(sheet.merged, top):
        for index in range(left, min(right + 1, len(first))):
            first[index] = plain(sheet.rows[row][left])
    if height == 1:
        return {index: (word, "") for index, word in enumerate(first) if word}
    second = [plain(cell) for cell in sheet.rows[top + 1]]
    pairs = {}
    for index in range(max(len(first), len(second))):
        parent = first[index] if index < len(first) else ""
        child = second[index] if index < len(second) else ""
        if not parent and child and not sheet.merged:
            # Without merges the heading over several columns stands over the first of them.
            parent = next((first[i] for i in range(min(index, len(first) - 1), -1, -1) if first[i]), "")
        if parent or child:
            pairs[index] = (parent, child)
    return pairs


def _starting_at(merged: list[Merge], row: int) -> Iterator[Merge]:
    return (area for area in merged if area[0][0] == row)


def _placed(
    form: KnownForm, headings: dict[int, tuple[str, str]], words: dict[str, str]
) -> dict[int, tuple[str, str]]:
    """Column → (field, heading); each field goes to the first column that is known for it."""
    found: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    known = form.headings | {plain(heading): name for heading, name in words.items()}
    for index, (parent, child) in sorted(headings.items()):
        for heading in filter(None, (child, parent + child, parent)):
            name = known.get(heading)
            if name and name not in taken:
                found[index] = (name, heading)
                taken.add(name)
                break
    return found


def _read(sheet: Sheet, start: int, table: Table) -> None:
    """Add the rows below the headings to the table."""
    width = max((len(row) for row in sheet.rows), default=0)
    heads = {_words(sheet.rows[start - 1]), _words(sheet.rows[start - 2]) if start > 1 else ()}
    above: dict[str, str] = {}
    merged = _values_of_merges(sheet, start)
    for number in range(start, len(sheet.rows)):
        cells = sheet.rows[number]
        filled = [index for index, cell in enumerate(cells) if cell]
        if not filled or _words(cells) in heads:
            continue
        lead = plain(cells[filled[0]])
        if NOTE.match(lead) and (len(filled) == 1 or _spans(sheet.merged, number, width)):
            table.notes.append((number + 1, cells[filled[0]]))
            continue
        if TOTAL.match(lead):
            table.claims.append((number + 1, " ".join(cell for cell in cells if cell)))
            continue
        values = {}
        for name, index in table.columns.items():
            cell = cells[index] if index < len(cells) else ""
            cell = cell or merged.get((number, index), "")
            values[name] = above.get(name, "") if cell and plain(cell) in ABOVE else cell
        above = values
        table.rows.append(Row(number + 1, {name: cell for name, cell in values.items() if cell}))


def _words(cells: list[str]) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in cells if cell)


def _spans(merged: list[Merge], row: int, width: int) -> bool:
    return any(right - left + 1 >= width - 1 for (_top, left), (_bottom, right) in _starting_at(merged, row))


def _values_of_merges(sheet: Sheet, start: int) -> dict[tuple[int, int], str]:
    """What stands in each cell of the merged areas below the headings."""
    values = {}
    for (top, left), (bottom, right) in sheet.merged:
        if top < start or right > left:
            continue  # a heading, or a note across the columns
        text = sheet.rows[top][left] if top < len(sheet.rows) and left < len(sheet.rows[top]) else ""
        for row in range(top, min(bottom, len(sheet.rows)) + 1):
            values[row, left] = text
    return values
