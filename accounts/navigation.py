"""The navigation of each role: what they do most stands first."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS, UNIT_READERS, Role
from ground.pages.last_filters import remembered


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation: where it leads, its word and icon, and who sees it."""

    url_name: str
    label: Promise
    icon: str
    roles: tuple[Role, ...]
    also: str = ""  # pages elsewhere that belong to this entry begin so


ENTRIES = (
    Entry("desk", _("What waits for me"), "layout-dashboard", tuple(Role)),
    Entry("riskpoints:worklist", _("My work"), "checklist", (Role.LIAISON,)),
    Entry("riskpoints:queue", _("Queue"), "inbox", (Role.UNIT_HEAD, Role.INSPECTOR)),
    Entry("dashboards:coverage", _("Coverage"), "map-2", REGISTER_READERS),
    Entry("powers:list", _("Powers"), "git-branch", REGISTER_READERS, also="/riskpoints/flows/"),
    Entry("riskpoints:list", _("Risk points"), "alert-triangle", REGISTER_READERS),
    Entry("measures:list", _("Measures"), "shield-check", REGISTER_READERS),
    Entry("measures:plans", _("Control plans"), "shield-half", REGISTER_READERS),
    Entry("measures:rules", _("Rules"), "book-2", REGISTER_READERS),
    Entry("warnings:report_create", _("Report"), "speakerphone", (Role.OBSERVER,)),
    Entry("warnings:reports", _("My reports"), "message-2", (Role.OBSERVER,)),
    Entry(
        "warnings:list",
        _("Warnings"),
        "bell-exclamation",
        (*REGISTER_READERS, Role.OFFICIAL),
        also="/coverage/warnings/",
    ),
    Entry("dashboards:accountability", _("Accountability"), "gavel", REGISTER_READERS),
    Entry("integrity:own", _("My integrity file"), "folder", (Role.OFFICIAL,), also="/integrity/officials/"),
    Entry("integrity:declarations", _("Declarations"), "file-certificate", (Role.INSPECTOR, Role.OFFICIAL)),
    Entry("integrity:points", _("Points"), "list-numbers", (Role.INSPECTOR, Role.OFFICIAL)),
    Entry("index:index", _("Integrity index"), "chart-dots", REGISTER_READERS),
    Entry("warnings:signals", _("Signals"), "broadcast", (Role.INSPECTOR,)),
    Entry("warnings:indicators", _("Indicator rules"), "gauge", (Role.INSPECTOR, Role.CHECKER)),
    Entry(
        "warnings:points", _("Monitoring points"), "map-pin", (Role.INSPECTOR, Role.CHECKER), also="/warnings/teams/"
    ),
    Entry("workbooks:imports", _("Imports"), "file-spreadsheet", (Role.LIAISON, Role.ADMINISTRATOR)),
    Entry("library:powers", _("Risk library"), "books", REGISTER_READERS),
    Entry("units:list", _("Units"), "sitemap", UNIT_READERS),
    Entry("reorganisations:list", _("Reorganisations"), "arrows-split", (Role.ADMINISTRATOR,)),
    Entry("units:officials", _("Officials"), "user-square", (Role.ADMINISTRATOR, Role.INSPECTOR)),
    Entry("accounts:list", _("Accounts"), "users", (Role.ADMINISTRATOR,)),
    Entry("documents:templates", _("Document templates"), "file-type-docx", (Role.ADMINISTRATOR,)),
    Entry("dashboards:jobs", _("Jobs"), "clock-play", (Role.ADMINISTRATOR, Role.CHECKER)),
    Entry("accounts:audit", _("Audit trail"), "history", (Role.AUDITOR,)),
)


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
        "navigation": [(entry, remembered(request, url), url == current) for entry, url in shown],
        "unread": user.notices.unread().count(),
        "may_search": user.holds(UNIT_READERS),
        "demo": settings.DEMO,
    }
