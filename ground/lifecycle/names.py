"""One normal form of names and keys: what two people type in two ways and mean as one.

What is shown keeps the spelling of the office; only comparisons use this form. PostgreSQL knows the same rule as
`workbook_plain` (exchange/workbooks/sql/plain.sql).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Characters that nobody sees: soft hyphens, zero-width blanks and joiners, marks of direction, byte-order marks.
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
GONE = re.compile(rf"[\s{UNSEEN}]+")
INVISIBLE = re.compile(rf"[{UNSEEN}]+")
# The dot within a name of another tongue is typed in many ways: 阿依古丽·买买提.
DOTS = re.compile("[•‧∙⋅・ᐧ⸱]")
# Letters and digits as wide as a Chinese character.
WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
ODD = f"[０-９Ａ-Ｚａ-ｚ•‧∙⋅・ᐧ⸱{UNSEEN}]"  # a character of which a usual spelling differs, also for PostgreSQL
# A number that a list puts in front of a name: 1、 2. （3） ④ 五、
NUMBER = re.compile(
    r"^\s*(?:[（(〔]\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）〕]\s*[、.．]?|\d{1,3}\s*(?:[、．)）]|\.(?!\d))"
    r"|[①-⑳⑴-⒇㈠-㈩]|[一二三四五六七八九十]{1,3}\s*[、．.])\s*(?=\S)"
)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The normal form: full-width characters as usual ones, one dot for all, no blanks, nothing unseen."""
    return DOTS.sub("·", GONE.sub("", unicodedata.normalize("NFKC", text)))


def usual(text: str) -> str:
    """The usual spelling of what somebody searches: of letters, digits and dots, without what nobody sees.

    Blanks and punctuation stay. PostgreSQL's `search_pairs` (units/sql/search.sql) spells texts alike.
    """
    return seen(DOTS.sub("·", WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)))


def seen(text: str) -> str:
    """The text without what nobody sees; blanks and line breaks stay."""
    return INVISIBLE.sub("", text) if not text.isascii() else text


def unnumbered(text: str) -> str:
    """A name without the number that a list puts in front of it."""
    return NUMBER.sub("", text, count=1)
