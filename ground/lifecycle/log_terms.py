"""How the change log of a model reads: which columns are never shown, which need words of their own.

A model says so where it is tracked, `@tracked(technical=("path",))`; tests/test_log_terms.py walks all columns of all
logged models and fails where one has no word and is not declared.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

LONG = 40  # characters from which a changed text is told by the words that changed
COMPARED = 600  # words of a text that are compared one by one; the rest is told as a whole
AROUND = 12  # characters that are shown on both sides of changed words
PIECES = re.compile(r"[A-Za-z0-9_.]+|\s+|.", re.S)


@dataclass(frozen=True)
class LogTerms:
    """technical: columns that the log never shows: keys of trees, digests, file paths, serial numbers.

    withheld: columns of which the audit trail tells that they changed, and not from what to what, because only those
    read them who work on the row. tells: columns that the sentence of a new row names, for rows that are deeds
    themselves: looks, sign-ins. words: what a column of its own kind says, a text or a list of lines. labels: names
    of columns that have none. named_by: the columns that name a row; by default its name, title or text. named_with:
    the references that the text of a row needs (select_related). place: the lookup from an entry to the path of the
    unit that it is about; by default through its column `unit`.
    """

    technical: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    words: Mapping[str, Callable[[Any], str | list[str]]] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    named_by: tuple[str, ...] | None = None
    named_with: tuple[str, ...] = ()
    place: str = ""


def label_of(column: Any) -> str:
    """The name of a column in the log."""
    return str(column.model.log_terms.labels.get(column.name, column.verbose_name))


@dataclass(frozen=True)
class FieldChange:
    """One column of a change; `before` is None when the row was created.

    added, removed: of a list or structure, the lines that came and went. pieces: of a long text, ("=", "+" or "-",
    text) in order. is_withheld: only that it changed is told.
    """

    name: str
    label: str
    before: str | None
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    pieces: tuple[tuple[str, str], ...] = ()
    is_withheld: bool = False


def compared(
    column: Any, before: Any, after: Any, related: Mapping[tuple[Any, Any], str], *, is_new: bool
) -> FieldChange:
    """What became of a column. related: {(model, pk): text} of the rows that are referred to."""
    was, now = in_words(column, before, related), in_words(column, after, related)
    told = FieldChange(column.name, label_of(column), None if is_new else _line(was), _line(now))
    if is_new:
        return told
    if isinstance(was, list) or isinstance(now, list):
        had, has = _lines(was), _lines(now)
        added = tuple(line for line in has if line not in had)
        removed = tuple(line for line in had if line not in has)
        return FieldChange(told.name, told.label, told.before, told.after, added, removed)
    is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
    if is_text and was and now and max(len(was), len(now)) > LONG:
        return FieldChange(told.name, told.label, told.before, told.after, pieces=word_difference(was, now))
    return told


def _lines(words: str | list[str]) -> list[str]:
    return words if isinstance(words, list) else [words] if words else []


def _line(words: str | list[str]) -> str:
    return "；".join(_lines(words))


def in_words(column: Any, value: Any, related: Mapping[tuple[Any, Any], str]) -> str | list[str]:
    """The value of a column as people read it; a list of lines for what has several."""
    if value in (None, "", [], {}):
        return ""
    if words := column.model.log_terms.words.get(column.name):
        found = words(value)
        return found if isinstance(found, list) else str(found)
    if column.is_relation:
        return related.get((column.related_model, value), _("(no longer there)"))
    if isinstance(value, list):
        choices = dict(getattr(column, "base_field", column).flatchoices)
        return [str(choices.get(item, item)) for item in value]
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def word_difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The pieces of a text that stayed, went and came: ("=", "-" or "+", text). What stayed is shortened."""
    was, now = PIECES.findall(before), PIECES.findall(after)
    shorter = min(len(was), len(now))
    head = next((n for n in range(shorter) if was[n] != now[n]), shorter)
    tail = next((n for n in range(shorter - head) if was[-1 - n] != now[-1 - n]), shorter - head)
    pieces = [("=", "".join(was[:head]))]
    pieces += _compared(was[head : len(was) - tail], now[head : len(now) - tail])
    pieces.append(("=", "".join(was[len(was) - tail :])))
    kept = [(sign, text) for sign, text in pieces if text]
    return tuple(
        (sign, _shortened(text, is_first=n == 0, is_last=n == len(kept) - 1) if sign == "=" else text)
        for n, (sign, text) in enumerate(kept)
    )


def _compared(was: list[str], now: list[str]) -> list[tuple[str, str]]:
    if max(len(was), len(now)) > COMPARED:
        # Comparing costs the product of both lengths, at the will of whoever writes the texts.
        return [("-", "".join(was)), ("+", "".join(now))]
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("=", "".join(was[a:b])))
        else:
            pieces += [("-", "".join(was[a:b])), ("+", "".join(now[c:d]))]
    return pieces


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """What stayed, without what is far from any change."""
    before, after = ("" if is_first else text[:AROUND]), ("" if is_last else text[-AROUND:])
    return text if len(text) <= len(before) + len(after) + 3 else f"{before}…{after}"
