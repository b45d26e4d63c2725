"""The rows in which the headings of a table stand: what stands over each column. No models."""

from __future__ import annotations

from exchange.workbooks.incoming.sheets import Sheet
from ground.lifecycle.names import plain


def words_over(sheet: Sheet, top: int, height: int) -> dict[int, tuple[str, str]]:
    """Column → (heading above, heading): the two lowest words over it; one over several columns belongs to each."""
    rows = []
    for number in range(top, top + height):
        words = [plain(cell) for cell in sheet.rows[number]]
        for (row, left), (_bottom, right) in sheet.merges_by_row.get(number, ()):
            words += [""] * (right + 1 - len(words))
            words[left : right + 1] = [plain(sheet.rows[row][left]) if left < len(sheet.rows[row]) else ""] * (
                right + 1 - left
            )
        rows.append(words)
    pairs = {}
    for index in range(max(map(len, rows), default=0)):
        over: list[str] = []
        for words in reversed(rows):
            word = words[index] if index < len(words) else ""
            if not word and over and not sheet.merged:
                # Without merges the heading over several columns stands over the first of them.
                word = next((words[i] for i in range(min(index, len(words)) - 1, -1, -1) if words[i]), "")
            if word:
                over.append(word)
        if over:
            pairs[index] = (over[1] if len(over) > 1 else "", over[0])
    return pairs
