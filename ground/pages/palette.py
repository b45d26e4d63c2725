"""What the search in the bar suggests while somebody types: rows of the register, pages, and what can be begun.

Nothing here knows the apps: rows come from what each app tells in its module `search.py`, pages from the navigation,
and what can be begun from the lists that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import get_language

from ground.lifecycle.roles import UNIT_READERS
from ground.pages.navigation import ENTRIES, entries_for
from ground.pages.requests import SignedInRequest
from ground.pages.search import found_by
from ground.pages.views import ListPage, RolePage

HITS = 4  # of each kind; the page of the search has more
PAGES = 6


@dataclass(frozen=True)
class Begun:
    """Something that can be begun from anywhere: the words for it and its address."""

    label: str
    url: str


@cache  # they are looked up by their addresses, and asked for at every keystroke
def _lists() -> list[type[ListPage]]:
    """The lists of the navigation from which something can be made anew, in their order."""
    pages: list[Any] = [getattr(resolve(reverse(entry.url_name)).func, "view_class", object) for entry in ENTRIES]
    return [page for page in pages if issubclass(page, ListPage) and page.create_url]


def begun_by(user: Any) -> Iterator[Begun]:
    """What `user` may make anew: what the lists of the navigation offer at their head."""
    for page in _lists():
        if user.holds(page.create_roles):
            yield Begun(str(page.create_label), str(page.create_url))


@cache  # as many as there are pages and commands, twice for two languages
def _initials(label: str) -> str:
    """The first letters of a label in pinyin, told by the database, which finds units by them, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_initials(%s)", [label])
        return str(cursor.fetchone()[0])


def is_meant(label: str, wanted: str) -> bool:
    """Whether the label holds the words, or has them for its first letters in pinyin."""
    letters = wanted.lower().replace(" ", "")
    return wanted.casefold() in label.casefold() or (get_language() != "en" and letters in _initials(label))


class Suggestions(RolePage):
    """A list for under the search of the bar; before anything is typed the things that can be begun."""

    roles = UNIT_READERS

    def get(self, request: SignedInRequest) -> HttpResponse:
        wanted = " ".join(request.GET.get("q", "")[:100].split())
        pages = [entry for entry in entries_for(request.user) if wanted and is_meant(str(entry.label), wanted)]
        context = {
            "wanted": wanted,
            "kinds": [(kind, kind.found[:HITS]) for kind in found_by(request.user, wanted)],
            "pages": [(reverse(entry.url_name), str(entry.label), entry.icon) for entry in pages[:PAGES]],
            "begun": [one for one in begun_by(request.user) if is_meant(one.label, wanted)],
        }
        return render(request, "pages/_palette.html", context)
