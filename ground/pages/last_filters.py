"""The filters with which a person last looked at a list; the navigation leads back to them."""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import urlencode

from django.http import HttpRequest

KEY = "filters"
# What says where in a list somebody is, not what they look for.
PASSING = {"page", "cursor", "exact", "in", "format"}
# The part of the tree that a person looks at (units.scope); it goes along from page to page.
SCOPE = "at"
# A list opened from a figure elsewhere was not filtered by hand.
DRILLED = "below"


def query_of(request: HttpRequest, without: Set[str] = frozenset()) -> str:
    """The filters, the order and the columns in the query string, without where in the list somebody is."""
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    return urlencode([(name, value) for name, value in pairs if value and name not in PASSING | without])


def remember(request: HttpRequest) -> None:
    """Keep the query string of this list for the session, or forget it where there is none."""
    if DRILLED in request.GET:
        return
    query = query_of(request, without={SCOPE})
    kept = request.session.get(KEY, {})
    if kept.get(request.path, "") != query:
        # Written only on a change, so that reading a list writes nothing.
        request.session[KEY] = {**kept, request.path: query}


def with_last_filters(request: HttpRequest, url: str) -> str:
    """`url` with the filters that were last used there, and the part of the tree that is looked at."""
    query = request.session.get(KEY, {}).get(url, "") if hasattr(request, "session") else ""
    scope = urlencode({SCOPE: request.GET[SCOPE]}) if request.GET.get(SCOPE) else ""
    query = "&".join(filter(None, (query, scope)))
    return f"{url}?{query}" if query else url
