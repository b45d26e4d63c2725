"""The navigation of each role: what they do most stands first.

Each app declares its own entries in its module `navigation.py`, each with its place; nothing here knows the apps.
"""

from bisect import insort
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import UNIT_READERS, Role
from ground.pages.last_filters import with_last_filters


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation: where it leads, its word and icon, who sees it, and its place among all.

    place: counted in tens, so that another one fits between two. also: pages elsewhere that belong to this entry
    begin so.
    """

    place: int
    url_name: str
    label: Promise
    icon: str
    roles: tuple[Role, ...]
    also: str = ""


ENTRIES: list[Entry] = []  # of all apps, in the order of their places


def enter(*entries: Entry) -> None:
    """Add entries to the navigation. Raises ValueError where two want the same place."""
    for entry in entries:
        if any(entry.place == other.place for other in ENTRIES):
            raise ValueError(f"place {entry.place} of the navigation is taken, {entry.url_name} needs another")
        insort(ENTRIES, entry, key=lambda other: other.place)


enter(Entry(10, "desk", _("What waits for me"), "layout-dashboard", tuple(Role)))


def entries_for(user: Any) -> list[Entry]:
    """What `user` finds in the navigation."""
    return [entry for entry in ENTRIES if user.holds(entry.roles)]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every page, gathered once: parts of a page that are templates of their own ask again."""
    if not hasattr(request, "navigation"):
        request.navigation = _navigation(request)  # type: ignore[attr-defined]
    return request.navigation  # type: ignore[attr-defined, no-any-return]


def _navigation(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "demo": settings.DEMO}
    path = request.path
    shown = [(entry, reverse(entry.url_name)) for entry in entries_for(user)]
    # The longest address that the page lies under is the current one.
    starts = [(start, url) for entry, url in shown for start in (url, entry.also) if start and path.startswith(start)]
    current = max(starts, key=lambda found: len(found[0]), default=("", ""))[1]
    return {
        "navigation": [(entry, with_last_filters(request, url), url == current) for entry, url in shown],
        "may_search": user.holds(UNIT_READERS),
        "demo": settings.DEMO,
    }
