"""Pages of one object in tabs: which there are, which one is shown, and the figures that stand over them.

Each app enters its tabs in its module `tabs.py`, also those of objects of an app below it; nothing here knows the
apps. The address names the tab, and a tab asks for its own rows alone.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.utils.functional import Promise

from ground.pages.paging import counted, paged
from ground.pages.views import DetailPage

MOST = 10  # of more tabs nobody finds the one they want


@dataclass(frozen=True)
class Figure:
    """A figure that opens the rows it counts. url: below the page of the object, e.g. "points/?status=registered".

    note: a second figure beside it in words, which opens its own rows by `note_url`.
    """

    label: Any
    value: int
    url: str
    note: Any = ""
    note_url: str = ""


@dataclass(frozen=True)
class Summary:
    """What is said of a tab without opening it. count: of its rows; None where nothing is counted."""

    count: int | None = None
    figures: tuple[Figure, ...] = ()


def _of_everybody(row: Any, user: Any) -> bool:
    return True


def _unsaid(row: Any, user: Any) -> Summary:
    return Summary()


def _nothing_more(row: Any, request: HttpRequest) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Tab:
    """A tab of the page of an object.

    of: the kind of object, as "units.unit". place: its place among the tabs, counted in tens. name: in the address;
    the first tab has none. Of two with one name a person gets the first that they may see. content: what the template
    shows, from the object and the request. summary: what is said of it, from the object and the user.
    """

    of: str
    place: int
    name: str
    label: str | Promise
    template: str
    content: Callable[[Any, Any], dict[str, Any]] = _nothing_more
    summary: Callable[[Any, Any], Summary] = _unsaid
    may_see: Callable[[Any, Any], bool] = _of_everybody


TABS: dict[str, list[Tab]] = defaultdict(list)  # of all apps, in the order of their places


def enter(*tabs: Tab) -> None:
    """Add tabs to pages of objects. Raises ValueError where two want the same place."""
    for tab in tabs:
        if any(tab.place == other.place for other in TABS[tab.of]):
            raise ValueError(f"place {tab.place} of the tabs of {tab.of} is taken, {tab.name} needs another")
        insort(TABS[tab.of], tab, key=lambda other: other.place)


@dataclass(frozen=True)
class TabLink:
    """A tab as its reader sees it."""

    label: Any
    url: str
    count: int | None
    is_current: bool


def tabs_for(of: str, row: Any, user: Any) -> dict[str, Tab]:
    """The tabs of `row` that `user` may see, by their names in their order."""
    shown: dict[str, Tab] = {}
    for tab in TABS[of]:
        if tab.name not in shown and tab.may_see(row, user):
            shown[tab.name] = tab
    return shown


class TabbedPage(DetailPage):
    """One object with its figures and tabs; subclasses name the kind of object, as the tabs do."""

    tabs_of: ClassVar[str]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        row, user = self.object, self.request.user
        shown = tabs_for(self.tabs_of, row, user)
        current = shown.get(self.kwargs.get("tab", ""))
        if current is None:
            raise Http404
        top = row.get_absolute_url()
        summaries = {name: tab.summary(row, user) for name, tab in shown.items()}
        links = [
            TabLink(tab.label, f"{top}{name}/" if name else top, summaries[name].count, tab is current)
            for name, tab in shown.items()
        ]
        return super().get_context_data(
            tabs=links,
            figures=[figure for summary in summaries.values() for figure in summary.figures],
            tab=current,
            top=top,
            **current.content(row, self.request),
            **context,
        )


def listed(request: Any, filterset: Any, table_class: Any, order: tuple[str, ...], empty: Any) -> dict[str, Any]:
    """The rows of `filterset` as the list of a tab, filtered and paged as on a page of its own."""
    found = filterset.qs
    found = found.for_list() if hasattr(found, "for_list") else found
    table = paged(request, table_class, found, order, total=counted(filterset.qs), empty_text=empty)
    return {"table": table, "filter": filterset}
