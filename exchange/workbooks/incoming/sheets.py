"""A sheet of cells, whatever file it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest

Merge = tuple[tuple[int, int], tuple[int, int]]


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass
class Sheet:
    """A sheet: its rows of cells as texts, from the first on, and which cells are merged (corners, from 0).

    unsolved: cells (row, column) with a formula whose result the file does not hold, or an error. inexact: cells with
    a number of which the file has lost the last digits. hidden, hidden_columns: numbers of rows and columns that are
    hidden, from 1. since_1904: its days are counted from 1904 on. is_turned: rows are the columns of the file.
    is_hidden: the sheet itself is. is_cut: it has more columns than are read.
    """

    name: str
    rows: list[list[str]]
    merged: list[Merge] = field(default_factory=list)
    unsolved: set[tuple[int, int]] = field(default_factory=set)
    inexact: set[tuple[int, int]] = field(default_factory=set)
    hidden: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    since_1904: bool = False
    is_turned: bool = False
    is_hidden: bool = False
    is_cut: bool = False

    @cached_property
    def merges_by_row(self) -> dict[int, list[Merge]]:
        """Row in which they begin → merged areas."""
        found: dict[int, list[Merge]] = {}
        for area in self.merged:
            found.setdefault(area[0][0], []).append(area)
        return found

    def turned(self) -> Sheet:
        """The same with rows for columns."""
        return Sheet(
            self.name,
            [list(column) for column in zip_longest(*self.rows, fillvalue="")],
            [((left, top), (right, bottom)) for (top, left), (bottom, right) in self.merged],
            {(column, row) for row, column in self.unsolved},
            {(column, row) for row, column in self.inexact},
            since_1904=self.since_1904,
            is_turned=not self.is_turned,
        )

    def part(self, first: int, beyond: int | None = None) -> Sheet:
        """The columns from `first` on, up to `beyond`."""
        end = 10**6 if beyond is None else beyond

        def cells(marked: set[tuple[int, int]]) -> set[tuple[int, int]]:
            return {(row, column - first) for row, column in marked if first <= column < end}

        return replace(
            self,
            rows=[row[first:end] for row in self.rows],
            merged=[
                ((top, left - first), (bottom, min(right, end - 1) - first))
                for (top, left), (bottom, right) in self.merged
                if first <= left < end
            ],
            unsolved=cells(self.unsolved),
            inexact=cells(self.inexact),
        )
