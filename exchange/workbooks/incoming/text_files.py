"""Tables kept as text: values with something between them, in the characters of the offices. No models."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

DELIMITERS = ",;\t|，；"
LOOKED_AT = 200  # rows by which the delimiter is told
KEPT = "\u2028"  # stands for a line break within a cell, where lines end otherwise
ENCODINGS = ("utf-8-sig", "gb18030")
MARKED = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_of(content: bytes) -> str | None:
    """The characters of a file; None where they are in no encoding that offices use."""
    names = [name for mark, name in MARKED if content.startswith(mark)]
    if not names and len(content) > 3 and len(content) % 2 == 0:
        # Without a mark every second byte of Latin text and of delimiters is zero.
        even, odd = content[::2].count(0), content[1::2].count(0)
        if max(even, odd) > len(content) // 40 and min(even, odd) == 0:
            names = ["utf-16-le" if odd > even else "utf-16-be"]
    for name in names or ENCODINGS:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def rows_of(text: str) -> list[list[str]]:
    """The rows of a text. Raises csv.Error.

    Lines may end as on any machine; the delimiter is the one that parts the lines alike.
    """
    readings = [text]
    if "\r" in text.replace("\r\n", ""):
        # Lines that end in a carriage return alone hold line breaks of their own.
        readings.append(text.replace("\r\n", "\r").replace("\n", KEPT).replace("\r", "\n"))
        readings[0] = text.replace("\r\n", "\n").replace("\r", "\n")
    _alike, reading, delimiter = max(
        (
            (_likeness(reading, delimiter), n, delimiter)
            for n, reading in enumerate(readings)
            for delimiter in DELIMITERS
        ),
        key=lambda found: found[0],
    )
    rows = csv.reader(io.StringIO(readings[reading], newline=""), delimiter=delimiter)
    return [[value.replace(KEPT, "\n") for value in row] for row in rows]


def _likeness(text: str, delimiter: str) -> tuple[float, int]:
    """(share of the rows that have as many values as most, how many these are); rows of one value tell nothing."""
    widths: Counter[int] = Counter()
    try:
        for n, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if n == LOOKED_AT:
                break
            if any(value.strip() for value in row):
                widths[len(row)] += 1
    except csv.Error:
        return 0.0, 0
    parted = [(n, width) for width, n in widths.items() if width > 1]
    if not parted:
        return 0.0, 0
    n, width = max(parted)
    return n / sum(widths.values()), width
