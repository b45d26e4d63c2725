"""Which columns of a list are shown: the ones its table shows by itself, or those that the reader chose (?col=…)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

PARAMETER = "col"


@dataclass(frozen=True)
class Choice:
    """A column that may be shown: its name, its words, whether it is shown now."""

    name: str
    words: Any
    shown: bool


def hidden(table_class: Any, query: QueryDict) -> list[str]:
    """The names of the columns that are not shown; a first column always is."""
    names = list(table_class.base_columns)
    chosen = [name for name in query.getlist(PARAMETER) if name in names]
    if not chosen:
        return list(table_class.further)
    keep = {*chosen, *table_class.always()}
    return [name for name in names if name not in keep]


def choices(table_class: Any, query: QueryDict) -> Iterator[Choice]:
    """What the reader may choose from, in the order of the table."""
    without, fixed = hidden(table_class, query), set(table_class.always())
    whole = table_class([])
    for column in whole.columns.iterall():
        if column.name not in fixed:
            yield Choice(column.name, whole.words(column), column.name not in without)
