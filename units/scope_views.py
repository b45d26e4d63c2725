"""Choosing the part of the tree that one looks at: branch by branch, or by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from ground.pages.last_filters import PASSING, SCOPE
from ground.pages.views import Page, RolePage
from units.models import Unit
from units.scope import CHOOSERS

MOST = 60  # units shown of one branch; the search finds the others
FOUND = 20


class ScopeChoice(Page):
    """The units below one of them, the way up, and a search; each leads back to the page from which one came.

    ?to= is that page, ?in= the code of the unit whose branch is open.
    """

    roles = CHOOSERS
    template_name = "units/scope.html"

    def get_template_names(self) -> list[str]:
        return ["units/_scope.html"] if getattr(self.request, "htmx", False) else [self.template_name]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        units = Unit.objects.visible_to(user).filter(status="active")
        wanted = " ".join(self.request.GET.get("q", "")[:100].split())
        opened = units.filter(code=self.request.GET.get("in", "")[:30]).first()
        branch = [] if opened else list(units.filter(path__in=user.paths_below(CHOOSERS))[: MOST + 1])
        if len(branch) == 1:
            opened = branch[0]  # whoever has one area begins in it
        if opened:
            branch = list(self._below(units, opened))
        return super().get_context_data(
            wanted=wanted,
            opened=opened,
            way=self._way(opened),
            branch=branch[:MOST],
            has_more=len(branch) > MOST,
            found=list(units.named(wanted).order_by("path")[:FOUND]) if len(wanted) > 1 else [],
            to=self._to(),
            **context,
        )

    @staticmethod
    def _below(units: Any, opened: Unit) -> Any:
        children = units.filter(path__startswith=opened.path, depth=opened.depth + 1)
        return children.order_by("-is_area", "path")[: MOST + 1]

    def _way(self, opened: Unit | None) -> list[Unit]:
        """From the top of what the person sees down to the opened unit."""
        if opened is None:
            return []
        steps = range(opened.steplen, len(opened.path) + 1, opened.steplen)
        paths = [opened.path[:n] for n in steps]
        return list(Unit.objects.visible_to(self.request.user).filter(path__in=paths).order_by("path"))

    def _to(self) -> str:
        """The page to go back to, up to the code of the chosen unit; empty for one that it does not narrow: then the
        choice leads to the unit."""
        url = self.request.GET.get("to", "")
        if not url_has_allowed_host_and_scheme(url, None):
            url = ""
        parts = urlsplit(url)
        try:
            page: Any = getattr(resolve(parts.path).func, "view_class", object)
        except Resolver404:
            page = object
        if not (issubclass(page, RolePage) and page.is_narrowed):
            return ""
        if page.roles and not self.request.user.holds(page.roles):
            raise PermissionDenied
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in {SCOPE, "below", *PASSING}]
        return f"{parts.path}?{urlencode([*kept, (SCOPE, '')])}"
