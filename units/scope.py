"""The part of the tree that a person looks at: chosen in the bar, kept in the address as ?at= with a unit's code.

It narrows every list of units' rows (units.filters.SubtreeFilter) and the inbox, and goes along from page to page. It
gives nothing: what somebody sees is asked as ever, and a unit that they may not see is told as one that is not there.
The API has no part in it: what a program asks for is in the filters of its routes alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ground.lifecycle.roles import Role
from ground.pages.last_filters import SCOPE
from units.models import Unit

# Whose rows lie in more units than one.
CHOOSERS = (Role.INSPECTOR, Role.CHECKER, Role.ADMINISTRATOR)


def scope_of(request: HttpRequest) -> Unit | None:
    """The unit that ?at= names; None where it names none that the person sees."""
    code = request.GET.get(SCOPE, "")[:30]
    if not code or not request.user.is_authenticated:
        return None
    found: Unit | None = Unit.objects.visible_to(request.user).filter(code=code).first()
    return found


class ScopeMiddleware:
    """Sets `request.scope` of pages; asked of the database only where somebody reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        is_page = not request.path.startswith("/api/")
        is_chosen = is_page and bool(request.GET.get(SCOPE))
        request.scope = SimpleLazyObject(lambda: scope_of(request)) if is_chosen else None
        return self.get_response(request)


def scope(request: Any) -> dict[str, Any]:
    """Context of every page: the chosen part of the tree, and where the person chooses one, if they do."""
    user = getattr(request, "user", None)
    chosen = getattr(request, "scope", None) or None
    if not (user and user.is_authenticated and user.holds(CHOOSERS)):
        return {"scope": chosen}
    choice = {"to": request.get_full_path()} | ({"in": chosen.code} if chosen else {})
    return {"scope": chosen, "scope_url": f"{reverse('units:scope')}?{urlencode(choice)}"}
