"""Registration cards: a sheet on which every label stands beside its value, one card below the other. No models."""

from __future__ import annotations

from exchange.workbooks.incoming.headings import TITLE, KnownForm, core_of
from exchange.workbooks.incoming.sheets import Sheet
from ground.lifecycle.names import plain

LEAST = 4  # fields of a card
MOST_ROWS = 2000  # of a sheet of cards
LONGEST = 12  # characters of a label
REST = "其余内容"  # the heading of what no label that is known names


def as_table(sheet: Sheet, form: KnownForm) -> Sheet | None:
    """The cards of a sheet as a table with a row for each, where its last label stands; None where it has none.

    What stands beside no label that the form knows is kept in a column of its own, which its person is asked about.
    """
    if len(sheet.rows) > MOST_ROWS:
        return None
    cards: list[tuple[int, dict[str, str]]] = []
    card: dict[str, str] = {}
    rest: list[str] = []
    most = 0  # labels of a row
    for number, row in enumerate(sheet.rows):
        filled = [(index, cell) for index, cell in enumerate(row) if cell]
        labels = [_field(cell, form) for _index, cell in filled]
        most = max(most, sum(map(bool, labels)))
        is_title = len(filled) == 1 and not any(labels) and TITLE.search(plain(filled[0][1])) is not None
        if set(form.needs) <= set(card) and (is_title or not filled):
            cards.append((number - 1, card | {REST: " ".join(rest)}))
            card, rest = {}, []
        n = 0
        while n < len(filled) and not is_title:
            index, cell = filled[n]
            following = filled[n + 1] if n + 1 < len(filled) else (index + 2, "")
            name, has_value = labels[n], following[1] and not labels[n + 1]
            n += 1
            if not name:
                rest.append(cell)
                continue
            if not has_value and following[0] == index + 1:
                return None  # headings side by side
            if name in card:
                cards.append((number - 1, card | {REST: " ".join(rest)}))
                card, rest = {}, []
            card[name] = following[1] if has_value else ""
            n += bool(has_value)
    if card:
        cards.append((len(sheet.rows) - 1, card | {REST: " ".join(rest)}))
    told = [bool(text) for _number, values in cards for name, text in values.items() if name != REST]
    if sum(told) * 2 < len(told):
        return None  # headings with empty columns between them
    fields = list(dict.fromkeys(name for _number, values in cards for name in values if name != REST))
    if most < 2 or len(fields) < LEAST or not set(form.needs) <= set(fields) or not cards or cards[0][0] < 1:
        return None
    heading = {name: word for word, name in reversed(form.headings.items())}
    others = [REST] if any(values[REST] for _number, values in cards) else []
    rows: list[list[str]] = [[*(heading[name] for name in fields), *others], *([] for _row in sheet.rows[1:])]
    for number, values in cards:
        rows[number] = [values.get(name, "") for name in (*fields, *others)]
    return Sheet(sheet.name, rows, since_1904=sheet.since_1904)


def _field(cell: str, form: KnownForm) -> str:
    """What a cell is the label of; empty where it is none."""
    return form.headings.get(plain(cell)) or form.headings.get(core_of(cell)) or "" if len(cell) <= LONGEST else ""
