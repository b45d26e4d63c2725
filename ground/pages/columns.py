"""Which columns of a list are shown: the ones its table shows by itself, or those that the reader chose (?col=…)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

PARAMETER = "col"


@dataclass(frozen=True)
class Choice:
    """A column that may be shown: its name, its words, whether it is shown now."""

    name: str
    words: Any
    is_shown: bool


def hidden(table_class: Any, query: QueryDict) -> list[str]:
    """The names of the columns that are not shown; a first column always is."""
    names = list(table_class.base_columns)
    chosen = [name for name in query.getlist(PARAMETER) if name in names]
    if not chosen:
        return list(table_class.further)
    keep = {*chosen, *table_class.always()}
    return [name for name in names if name not in keep]


def choices(table_class: Any, query: QueryDict) -> list[Choice]:
    """What the reader may choose from, in the order of the table."""
    without = hidden(table_class, query)
    return [Choice(name, words, name not in without) for name, words in _words(table_class, get_language())]


@lru_cache(maxsize=64)
def _words(table_class: Any, language: str) -> list[tuple[str, str]]:
    """(name, words) of the columns that may be chosen, in the language of the reader."""
    fixed = set(table_class.always())
    whole = table_class([])
    return [(column.name, str(whole.words(column))) for column in whole.columns.iterall() if column.name not in fixed]


@lru_cache(maxsize=512)
def narrowed(table_class: Any, without: tuple[str, ...]) -> Any:
    """The table with these columns left out for good: a table copies every column it has, for every page."""
    table: Any = type(table_class.__name__, (table_class,), {})
    table.base_columns = {name: c for name, c in table_class.base_columns.items() if name not in without}
    # What the class says of its columns, as far as it has them.
    table._meta = copy(table_class._meta)
    table._meta.fields = table._meta.sequence = [name for name in table_class.base_columns if name not in without]
    return table
