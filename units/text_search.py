"""Search for words of two characters and more, with an index: pairs of neighbouring characters.

Most Chinese words have two characters, and a trigram index does not help `LIKE '%招标%'`. The SQL function
`search_pairs(text)` (units/sql/search.sql) yields the pairs of a text; a GIN index over it finds the rows that hold
all pairs of a word, and LIKE then tells which of them hold the word itself.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayContains  # type: ignore[attr-defined]
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Contains, IContains

from ground.lifecycle.names import ODD, plain, usual

LETTERS = re.compile("[A-Za-z]{2,}")
MOST_WORDS = 12  # of a search; each is a condition of its own, and an open page takes them from everybody


class Pairs(Func):
    """search_pairs(text): the pairs of neighbouring characters of a text, in small letters."""

    function = "search_pairs"
    output_field = ArrayField(models.TextField())
    arity = 1


class Initials(Func):
    """name_initials(text): the first letters of a name in pinyin; what is no Chinese character stays as it is."""

    function = "name_initials"
    output_field = models.TextField()
    arity = 1


class Joined(Func):
    """Columns one below the other, as one text; immutable, so that an index can be made over it."""

    template = "(%(expressions)s)"
    arg_joiner = " || E'\\n' || "
    output_field = models.TextField()


def text_of(columns: tuple[str, ...]) -> Any:
    """The text that an index over `columns` covers."""
    return Joined(*(F(name) for name in columns)) if len(columns) > 1 else F(columns[0])


def search_index(*columns: str, name: str) -> GinIndex:
    """The index that makes `matching(columns, …)` quick."""
    return GinIndex(Pairs(text_of(columns)), name=name)


def initials_index(column: str, name: str) -> GinIndex:
    """The index that makes `with_initials` quick."""
    return GinIndex(Pairs(Initials(F(column))), name=name)


def with_initials(column: str, letters: str) -> Q:
    """Rows whose `column` has these letters for first ones in pinyin, one after the other: 台州市发改委 has szfg.

    letters: two and more, of small and capital ones as one. The model needs an `initials_index` over the column.
    """
    initials, letters = Initials(F(column)), letters.lower()
    return Q(ArrayContains(Pairs(initials), Pairs(Value(letters)))) & Q(Contains(initials, letters))


def are_initials(words: str) -> bool:
    """Whether somebody may have meant first letters in pinyin."""
    return LETTERS.fullmatch(words) is not None


class Plain(Func):
    """workbook_plain(text): the normal form of names (ground.lifecycle.names.plain), as imports compare."""

    function = "workbook_plain"
    output_field = models.TextField()
    arity = 1


def holding(columns: tuple[str, ...], word: str, *, indexed: bool) -> Q:
    """Rows in one of whose `columns` the word occurs; of small and capital letters as one.

    However its letters, digits and dots are typed, and whatever stands in it unseen.
    """
    word = usual(word)
    # Chinese has no capitals; without them the text of every row is compared as it is.
    is_alike = word.lower() == word.upper()
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__{'contains' if is_alike else 'icontains'}": word})
    if len(word) > 1:
        # Few rows are spelt oddly, and of those that the index finds nearly all hold the word as it is.
        compared = Contains if is_alike else IContains
        for column in columns:
            found |= Q(**{f"{column}__regex": ODD}) & Q(compared(Plain(F(column)), plain(word)))
    if indexed and len(word) > 1:
        found = Q(ArrayContains(Pairs(text_of(columns)), Pairs(Value(word)))) & found
    return found


def words_of(wanted: str) -> list[str]:
    """The words of a search; of very many the first."""
    return wanted.split()[:MOST_WORDS]


def matching(rows: Any, columns: tuple[str, ...], wanted: str, *, indexed: bool) -> Any:
    """Rows in whose `columns` every word of `wanted` occurs; words are separated by spaces.

    indexed: whether the model has a `search_index` over exactly these columns.
    """
    for word in words_of(wanted):
        rows = rows.filter(holding(columns, word, indexed=indexed))
    return rows
