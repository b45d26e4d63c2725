"""Chinese numerals as numbers: 三十七 is 37, 二〇二七 is 2027. No models."""

from __future__ import annotations

import re

DIGITS = {
    c: n
    for n, cs in enumerate(("〇零○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in cs
}
PLACES = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "".join(DIGITS) + "".join(PLACES)
WRITTEN = re.compile(f"[{NUMERAL}]+")


def number_of(text: str) -> int | None:
    """The number that Arabic or Chinese digits write; None where they write none."""
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or not WRITTEN.fullmatch(text):
        return None
    if not any(c in PLACES for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in PLACES:
            total += (digit or 1) * PLACES[c]
            digit = 0
        else:
            digit = DIGITS[c]
    return total + digit
