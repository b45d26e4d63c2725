"""The navigation of each role, in groups: what they do most stands first.

Each app declares its own entries in its module `navigation.py`, each with its group and place; nothing here knows the
apps. A group holds only what the role has; the groups that a role works in stand open, the others fold to one line.
"""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import UNIT_READERS, Role
from ground.pages.last_filters import with_last_filters


class Group(models.TextChoices):
    """The groups of the navigation, in their order."""

    WORK = "work", _("Work")
    REGISTER = "register", _("The register")
    OVERSIGHT = "oversight", _("Oversight")
    OFFICIALS = "officials", _("Officials")
    ANALYSIS = "analysis", _("Analysis")
    MANAGEMENT = "management", _("Management")


# Where each role works; a person of several roles works in the groups of all of them.
WORKS_IN: dict[Role, tuple[Group, ...]] = {
    Role.LIAISON: (Group.WORK, Group.REGISTER),
    Role.UNIT_HEAD: (Group.WORK, Group.REGISTER),
    Role.INSPECTOR: (Group.WORK, Group.REGISTER, Group.OVERSIGHT),
    Role.CHECKER: (Group.WORK, Group.OVERSIGHT, Group.ANALYSIS),
    Role.OBSERVER: (Group.WORK,),
    Role.OFFICIAL: (Group.WORK, Group.OFFICIALS),
    Role.ADMINISTRATOR: (Group.WORK, Group.REGISTER, Group.OFFICIALS, Group.MANAGEMENT),
    Role.AUDITOR: (Group.WORK, Group.MANAGEMENT),
}


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation: where it leads, its word and icon, who sees it, its group, and its place in all.

    place: counted in tens, so that another one fits between two. also: pages elsewhere that belong to this entry
    begin so. number: of the one where work stands, from a user how much of it there is.
    """

    group: Group
    place: int
    url_name: str
    label: Promise
    icon: str
    roles: tuple[Role, ...]
    also: str = ""
    number: Callable[[Any], int] | None = None

    @property
    def has_number(self) -> bool:
        return self.number is not None


ENTRIES: list[Entry] = []  # of all apps, in the order of their places


def enter(*entries: Entry) -> None:
    """Add entries to the navigation. Raises ValueError where two want the same place."""
    for entry in entries:
        if any(entry.place == other.place for other in ENTRIES):
            raise ValueError(f"place {entry.place} of the navigation is taken, {entry.url_name} needs another")
        insort(ENTRIES, entry, key=lambda other: other.place)


@cache
def _entries_with_addresses(roles: frozenset[Role]) -> list[tuple[Entry, str]]:
    """What the holder of `roles` finds, the same for all of them: entries and their addresses."""
    return [(entry, reverse(entry.url_name)) for entry in ENTRIES if not roles.isdisjoint(entry.roles)]


@cache
def _groups_worked_in(roles: frozenset[Role]) -> frozenset[Group]:
    return frozenset(group for role in roles for group in WORKS_IN[role])


def entries_for(user: Any) -> list[Entry]:
    """What `user` finds in the navigation."""
    return [entry for entry, _url in _entries_with_addresses(user.kinds_of_roles)]


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
    shown = _entries_with_addresses(user.kinds_of_roles)
    # The longest address that the page lies under is the current one.
    starts = [(start, url) for entry, url in shown for start in (url, entry.also) if start and path.startswith(start)]
    current = max(starts, key=lambda found: len(found[0]), default=("", ""))[1]
    worked_in = _groups_worked_in(user.kinds_of_roles)
    found: dict[Group, list[tuple[Entry, str, bool]]] = {group: [] for group in Group}
    for entry, url in shown:
        found[entry.group].append((entry, with_last_filters(request, url), url == current))
    return {
        "things_to_do": sum(entry.number(user) for entry, _url in shown if entry.number),
        "navigation": [
            (group, group in worked_in or any(is_current for *_rest, is_current in entries), entries)
            for group, entries in found.items()
            if entries
        ],
        "may_search": user.holds(UNIT_READERS),
        "demo": settings.DEMO,
    }
