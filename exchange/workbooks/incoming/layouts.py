"""What a person said of the sheets of a file, and what is remembered of it for the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exchange.workbooks.incoming.cells import grade_of
from exchange.workbooks.incoming.column_texts import SAMPLE, texts_of
from exchange.workbooks.incoming.recognition import LOOKED_AT, SHOWN, Said
from exchange.workbooks.incoming.sheets import Sheet
from exchange.workbooks.models import SheetLayout
from ground.lifecycle.names import plain

LONGEST = 600  # characters of the headings by which a layout is remembered


def as_said(kept: Mapping[str, Any]) -> Said:
    """What a person said of a sheet, from how it is kept (Import.said); JSON knows no numbers as keys."""
    columns = {int(index): name for index, name in kept.get("columns", {}).items()}
    told = {
        name: kept[name]
        for name in ("form", "top", "height", "first", "last", "is_turned", "is_grouped")
        if name in kept
    }
    return Said(**told, columns=columns)


def remembered_in(sheet: Sheet, layouts: Mapping[str, SheetLayout]) -> Said | None:
    """The layout that was remembered for the headings of this sheet. layouts: headings → layout."""
    if not layouts:
        return None
    turned = sheet.turned() if any(layout.is_turned for layout in layouts.values()) else sheet
    for read, is_turned in ((sheet, False), (turned, True)):
        for top, row in enumerate(read.rows[:LOOKED_AT]):
            layout = layouts.get(headings_of(row))
            if layout and layout.is_turned == is_turned:
                return Said(layout.form, top + 1, layout.height, is_turned=is_turned)
    return None


def headings_of(row: list[str]) -> str:
    """The words of a row by which it is known again."""
    return "|".join(plain(cell) for cell in row if cell)[:LONGEST]


@dataclass(frozen=True)
class Unknown:
    """What a person sees of a sheet in which no form was found: the row that may be its headings, and its columns."""

    top: int
    height: int
    columns: list[dict[str, Any]]


def unknown(sheet: Sheet, said: Mapping[str, Any]) -> Unknown:
    """The first row with as many cells as the widest of the first rows; its columns with their first values.

    said: where the headings stand, as a person said. A row in which a grade stands is none of them: height is 0 then.
    """
    rows = sheet.rows[:LOOKED_AT]
    most = max((sum(map(bool, row)) for row in rows), default=0)
    top = next((n for n, row in enumerate(rows) if sum(map(bool, row)) >= max(most - 1, 1)), 0)
    top = min(said.get("top", top + 1), max(len(sheet.rows), 1)) - 1
    rows = sheet.rows[top : top + LOOKED_AT] or rows
    height = said.get("height", 0 if any(filter(None, map(grade_of, rows[0] if rows else []))) else 1)
    width = max((len(row) for row in rows), default=0)
    columns = []
    for index in range(width):
        heading = plain(sheet.rows[top][index]) if height and index < len(sheet.rows[top]) else ""
        values = list(dict.fromkeys(texts_of(sheet, top + height, index, SAMPLE)))[:SHOWN]
        if heading or values:
            columns.append({"index": index, "heading": heading, "field": "", "guess": "", "values": values})
    return Unknown(top + 1, height, columns)
