"""The first page after the sign-in: what waits for a person, with counts, role by role.

Each app tells in its module `desk.py` what of its own waits; nothing here knows the apps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for a holder of `role`.

    count: how many there are. late: how many of them whose day has passed. url: where they are listed, `late_url`
    only the late ones. is_passive: to be known, not to be done.
    """

    role: Role
    label: str | Promise
    count: int
    url: str
    icon: str
    late: int = 0
    late_url: str = ""
    note: str | Promise = ""
    is_passive: bool = False


Source = Callable[[Any], Iterable[Waiting]]
SOURCES: list[Source] = []


def what_waits(source: Source) -> Source:
    """Decorator: a function from a user to what waits for them in an app, the most urgent first."""
    SOURCES.append(source)
    return source


def desk_of(user: Any) -> list[tuple[Role, list[Waiting]]]:
    """What waits for `user`, in the order of the roles they hold; a fixed number of queries a role."""
    found = [waiting for source in SOURCES for waiting in source(user)]
    found.sort(key=lambda waiting: (not waiting.count, waiting.is_passive))  # what is to be done stands first
    return [(role, [w for w in found if w.role == role]) for role in Role if user.holds((role,))]


class Desk(Page):
    roles = ()
    template_name = "pages/desk.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        parts = desk_of(self.request.user)
        idle = not any(w.count for _role, found in parts for w in found if not w.is_passive)
        return super().get_context_data(parts=parts, is_idle=idle, **context)


def home(request: SignedInRequest) -> HttpResponse:
    """Where people start: at what waits for them; who is not signed in, at the public boards."""
    return redirect("desk" if request.user.is_authenticated else "boards")
