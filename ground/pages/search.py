"""The search over the whole register: each app tells in its module `search.py` what of its own is found."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ground.lifecycle.roles import UNIT_READERS
from ground.pages.views import Page

HITS = 5  # of each kind; the list has the rest
FEWEST = 2  # characters: of one character the index knows nothing
AROUND = 28  # characters shown before a hit in a long text


@dataclass(frozen=True)
class Hit:
    """A row that was found: its name, a text that may hold the hit, where it belongs."""

    url: str
    name: str
    text: str = ""
    place: str = ""


@dataclass(frozen=True)
class Hits:
    """What was found of one kind. all_url: the list with all of them; has_more: whether there are others."""

    label: str | Promise
    icon: str
    found: list[Hit]
    all_url: str
    has_more: bool


Source = Callable[[Any, str], Hits | None]
SOURCES: list[tuple[int, Source]] = []  # in the order of their places


def searched(place: int) -> Callable[[Source], Source]:
    """Decorator: a function from a user and words to the hits of one kind; None where the user sees none of it.

    place: where the kind stands among the others; counted in tens, so that another one fits between two.
    """

    def enter(source: Source) -> Source:
        insort(SOURCES, (place, source), key=itemgetter(0))
        return source

    return enter


def hits(label: Any, icon: str, rows: Iterable[Any], make: Callable[[Any], Hit], all_url: str) -> Hits:
    """Hits of the first rows; rows: one more than is shown, so that it is known whether there are others."""
    found = list(rows)
    return Hits(label, icon, [make(row) for row in found[:HITS]], all_url, len(found) > HITS)


def is_enough(wanted: str) -> bool:
    """Whether the words are long enough to be looked for."""
    return any(len(word) >= FEWEST for word in wanted.split())


def found_by(user: Any, wanted: str) -> list[Hits]:
    """What `user` may see of what holds the words, by kind; nothing for words that are too short."""
    kinds = [source(user, wanted) for _place, source in SOURCES] if is_enough(wanted) else []
    return [kind for kind in kinds if kind and kind.found]


def marked(text: str, wanted: str) -> SafeString:
    """`text` with each word of `wanted` marked, cut to the surroundings of the first hit."""
    words = [re.escape(word) for word in sorted(wanted.split(), key=len, reverse=True)]
    if not words:
        return mark_safe(escape(text))
    pattern = re.compile("|".join(words), re.IGNORECASE)
    first = pattern.search(text)
    if first and first.start() > 2 * AROUND:
        text = f"…{text[first.start() - AROUND :]}"
    if len(text) > 6 * AROUND:
        text = f"{text[: 6 * AROUND]}…"
    parts, last = [], 0
    for hit in pattern.finditer(text):
        parts += [escape(text[last : hit.start()]), mark_safe("<mark>"), escape(hit[0]), mark_safe("</mark>")]
        last = hit.end()
    return mark_safe("".join([*parts, escape(text[last:])]))


class Search(Page):
    roles = UNIT_READERS
    template_name = "pages/search.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        wanted = " ".join(self.request.GET.get("q", "")[:100].split())
        found = found_by(self.request.user, wanted)
        return super().get_context_data(wanted=wanted, enough=is_enough(wanted), kinds=found, **context)
