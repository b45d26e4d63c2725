"""Forms as offices fill them in: where in a sheet the tables are, and what their columns mean. No models.

A form is found by the words over its columns, wherever the table begins: title rows above it, headings of two rows,
columns in another order or with other words (incoming.headings) are all the same to it, and so is a table lying on
its side. What a person said of a sheet goes before everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from exchange.workbooks.incoming.cards import as_table
from exchange.workbooks.incoming.column_texts import SAMPLE, texts_of, without_heading
from exchange.workbooks.incoming.heading_rows import words_over
from exchange.workbooks.incoming.headings import (
    JOINED,
    LEFT_OUT,
    KnownForm,
    Meaning,
    Words,
    all_headings,
    guessed,
    is_enough,
    known_forms,
    placed,
    weight,
)
from exchange.workbooks.incoming.sheets import Sheet
from exchange.workbooks.incoming.table_rows import TableRows, read_rows

LOOKED_AT = 30  # rows from the top in which the headings may stand
SHOWN = 3  # values of a column that a person sees beside its heading
LEAST_AGAIN = 3  # headings that come again where another table stands beside the first
HEIGHTS = (3, 2, 1)  # rows that headings may take
MAY_BE_MISSING = ("measures",)  # a list of risks alone comes in as drafts
MOST_TURNED = 60  # rows and columns of a table that may lie on its side


@dataclass(frozen=True)
class Said:
    """What a person said of a sheet: rows count from 1, columns from 0; None where nothing was said.

    top: the first row of the headings, height: how many rows they take. first, last: of the table below. is_turned:
    the headings stand one below the other. is_grouped: a place stands in the first row of its group alone. columns:
    index → field, an empty one leaves the column out.
    """

    form: str = ""
    top: int | None = None
    height: int | None = None
    first: int | None = None
    last: int | None = None
    is_turned: bool | None = None
    is_grouped: bool | None = None
    columns: dict[int, str] = field(default_factory=dict)

    def of_part(self, first: int) -> Said:
        """The same of a part of the sheet that begins in this column."""
        return replace(self, columns={index - first: name for index, name in self.columns.items() if index >= first})


@dataclass
class Table(TableRows):
    """A table that was recognised.

    columns: field → index of its first column. more: field → further ones, read after it. marks: index → the word of
    the grade that a mark in this column means. meant: index → what a column that is read means. unplaced: index →
    heading that no field is known for, empty where there are values alone. left_out: those of them of which a person
    said that they mean nothing. guesses: what the others may hold. how: field → how its meaning is known. samples:
    index → its first values. top: row of the headings, from 1. is_turned: the sheet lies on its side, so that numbers
    of rows are numbers of columns.
    """

    sheet: str
    form: KnownForm
    columns: dict[str, int]
    unplaced: dict[int, str]
    title: str
    heads: dict[str, str] = field(default_factory=dict)  # field → its heading, as it stands in the sheet
    more: dict[str, list[int]] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    meant: dict[int, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    guesses: dict[int, str] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    samples: dict[int, list[str]] = field(default_factory=dict)
    above: list[tuple[int, str]] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)  # index → its heading
    top: int = 1
    height: int = 1
    is_turned: bool = False

    @property
    def lacks(self) -> list[str]:
        """Fields without which nothing can be read, and those that a column which nobody knows yet may hold."""
        is_open = any(self.samples.get(index) for index in set(self.unplaced) - self.left_out)
        return [
            name for name in self.form.needs if name not in self.columns and (is_open or name not in MAY_BE_MISSING)
        ]


@dataclass(frozen=True)
class Found:
    """Rows that look like headings: the first one, how many, of which form, and what their columns mean."""

    top: int
    height: int
    form: KnownForm
    placed: dict[int, Meaning]

    @property
    def weight(self) -> float:
        return weight(self.placed)


def recognise(sheet: Sheet, words: Words | None = None, among: Sequence[KnownForm] | None = None) -> Table | None:
    """The first table of a sheet; None where no row looks like the headings of a form. See tables_of."""
    return next(iter(tables_of(sheet, words, among)), None)


def tables_of(
    sheet: Sheet, words: Words | None = None, among: Sequence[KnownForm] | None = None, said: Said | None = None
) -> list[Table]:
    """The tables of a sheet with their rows, from above to below.

    words: headings that are known beside those of the product, as people decided. among: the forms that it may be,
    those of the register where none are named. said: what a person said of this sheet.
    """
    words, said = words or {}, said or Said()
    forms = known_forms() if among is None else among
    forms = [form for form in forms if said.form in ("", form.name)]
    if said == Said() and among is None:
        for form in forms:
            if form.cores and (cards := as_table(sheet, form)):
                sheet = cards
    found = None if said.is_turned else _search(sheet, words, forms, said)
    is_small = len(sheet.rows) <= MOST_TURNED and max(map(len, sheet.rows), default=0) <= MOST_TURNED
    if said.is_turned or (said.is_turned is None and said.top is None and among is None and is_small):
        turned = sheet.turned()
        lying = _search(turned, words, forms, said)
        if lying and (found is None or lying.weight > found.weight + 1):
            return [_table(turned, lying, said, is_turned=True)[0]]
    if found and among is None and (cut := _begins_beside(sheet, found)):
        parts = (sheet.part(0, cut), 0), (sheet.part(cut), cut)
        return [table for part, first in parts for table in tables_of(part, words, said=said.of_part(first))]
    tables: list[Table] = []
    while found:
        further = None if among is not None else lambda top: _at(sheet, top, words, forms)
        table, after = _table(sheet, found, said, further, before=tables[-1] if tables else None)
        tables.append(table)
        found = None if after is None else _at(sheet, after, words, forms)
        said = Said()
    return tables


def _begins_beside(sheet: Sheet, found: Found) -> int | None:
    """The column in which another table begins beside the first, whose headings come again there."""
    known = {meaning.heading for meaning in found.placed.values()}
    again = {
        index: child if child in known else parent
        for index, (parent, child) in words_over(sheet, found.top, found.height).items()
        if index not in found.placed and {parent, child} & known
    }
    first = min(again, default=0)
    return first if len(set(again.values())) >= LEAST_AGAIN and first > max(found.placed) else None


def _search(sheet: Sheet, words: Words, forms: Sequence[KnownForm], said: Said) -> Found | None:
    """The rows that look most like headings."""
    best: Found | None = None
    tops = range(min(LOOKED_AT, len(sheet.rows))) if said.top is None else [said.top - 1]
    for top in tops:
        for height in HEIGHTS if said.height is None else [said.height]:
            if top >= 0 and top + height <= len(sheet.rows):
                for found in _readings(sheet, top, height, words, forms, said):
                    # Of two that know as many columns the lower one, whose first row is no title.
                    if best is None or (found.weight, -height) > (best.weight, -best.height):
                        best = found
    return best


def _readings(
    sheet: Sheet, top: int, height: int, words: Words, forms: Sequence[KnownForm], said: Said
) -> Iterator[Found]:
    headings = words_over(sheet, top, height)
    for form in forms:
        meanings = placed(
            form, headings, words.get(form.name, {}), lambda index: texts_of(sheet, top + height, index, SAMPLE)
        )
        if said.columns:
            fields = {name for name in said.columns.values() if name and name not in JOINED}
            meanings = {
                index: meaning
                for index, meaning in meanings.items()
                if index not in said.columns and meaning.field not in fields
            } | {
                index: Meaning(name, "".join(headings.get(index, ("", ""))) or name, "said")
                for index, name in said.columns.items()
            }
        if is_enough(form, meanings) or (said.form == form.name and any(m.field for m in meanings.values())):
            yield Found(top, height, form, meanings)


def _at(sheet: Sheet, top: int, words: Words, forms: Sequence[KnownForm]) -> Found | None:
    """The headings of a further table, which begin in this row."""
    both = [
        found
        for height in HEIGHTS
        if top + height <= len(sheet.rows)
        for found in _readings(sheet, top, height, words, forms, Said())
    ]
    return max(both, key=lambda found: (found.weight, -found.height), default=None)


def _table(
    sheet: Sheet,
    found: Found,
    said: Said,
    further: Callable[[int], Found | None] | None = None,
    *,
    is_turned: bool = False,
    before: Table | None = None,
) -> tuple[Table, int | None]:
    """The table below these headings, and the row in which another one begins.

    further: the headings in a row below it, where there may be another table. before: the table above it.
    """
    top, height = found.top, found.height
    headings = words_over(sheet, top, height)
    meanings = {index: meaning for index, meaning in found.placed.items() if meaning.field}
    columns: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for index, meaning in sorted(meanings.items()):
        if columns.setdefault(meaning.field, index) == index or meaning.grade:
            continue
        if meaning.field in JOINED:
            more.setdefault(meaning.field, []).append(index)
        else:
            del meanings[index]
    if before:
        above = _taken_back(before, top)
    else:
        above = [
            (number + 1, " ".join(dict.fromkeys(filter(None, row))))
            for number, row in enumerate(sheet.rows[:top])
            if any(row)
        ]
    table = Table(
        sheet=sheet.name,
        form=found.form,
        columns=columns,
        unplaced={i: parent + child for i, (parent, child) in headings.items() if i not in meanings},
        title=above[-1][1]
        if before and above
        else next((cell for row in sheet.rows[:top] for cell in row if cell), ""),
        heads={meaning.field: meaning.heading for _index, meaning in sorted(meanings.items(), reverse=True)},
        how={meaning.field: meaning.how for _index, meaning in sorted(meanings.items(), reverse=True)},
        more=more,
        marks={index: meaning.grade for index, meaning in meanings.items() if meaning.grade},
        meant={index: meaning.field for index, meaning in meanings.items()},
        above=above,
        words={index: parent + child for index, (parent, child) in headings.items()},
        top=top + 1,
        height=height,
        is_turned=is_turned,
        left_out=frozenset(index for index, meaning in found.placed.items() if meaning.field == LEFT_OUT),
    )
    first = top + height if said.first is None else max(said.first - 1, top + height)

    def begins_another(row: int, words: tuple[str, ...]) -> bool:
        return further is not None and _are_headings(words) and further(row) is not None

    after = read_rows(sheet, table, first, said.last, begins_another, said.is_grouped)
    for index in without_heading(sheet, first, table.words, 0 if height == 0 else 1):
        table.words[index] = ""
        if index not in meanings:
            table.unplaced[index] = ""
    for index, heading in table.words.items():
        texts = _texts(sheet, table, index) or texts_of(sheet, first, index, SAMPLE)
        table.samples[index] = list(dict.fromkeys(texts))[:SHOWN]
        if index in table.unplaced and index not in found.placed:
            table.guesses[index] = guessed(found.form, heading, texts, columns)
    if is_turned:  # the title of the sheet stands over no line of such a table
        for index in [index for index in table.unplaced if not table.samples[index]]:
            del table.unplaced[index], table.words[index]
    return table, after


def _texts(sheet: Sheet, table: Table, index: int) -> list[str]:
    """The first texts of a column in the rows of the table."""
    rows = (sheet.rows[row.number - 1] for row in table.rows)
    return list(islice((cells[index] for cells in rows if index < len(cells) and cells[index]), SAMPLE))


def _taken_back(before: Table, number: int) -> list[tuple[int, str]]:
    """The line right above the headings of a further table, which the table before it took for its own."""
    lines = [(row, text) for row, text in (*before.notes, *before.claims) if row == number]
    lines += [(row, text) for row, _kind, text in before.passed if row == number]
    before.notes = [note for note in before.notes if note[0] != number]
    before.claims = [claim for claim in before.claims if claim[0] != number]
    before.passed = [line for line in before.passed if line[0] != number]
    return lines


def _are_headings(words: tuple[str, ...]) -> bool:
    """Whether the words of a row below a table may be the headings of another one."""
    known = all_headings()
    return (
        sum(word in known for word in words) >= 3
        and not any(word.isdigit() for word in words)
        and (len([word for word in words if word in known]) * 2 > len(words))
    )
