"""Following rows from their pages, and what the inbox tells of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.following import NEWS, follow, look, news_of, stop_following
from accounts.inbox_lines import Line, News
from accounts.row_kinds import KINDS, Kind
from ground.lifecycle.actions import action_label
from ground.lifecycle.changelog import LABELS, changes_of, circumstances, metadata_of, people_of
from ground.pages.change_sentences import Told, tell
from ground.pages.requests import SignedInRequest
from ground.pages.views import RolePage, safe_next

PREFIX = "followed-"  # of the kinds of followed rows in the inbox
LATEST = 3  # changes that are told where none is new


def followed_kind(name: str) -> Kind | None:
    """The kind of followed rows that the inbox calls so; None for another one."""
    return KINDS.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None


class Follow(RolePage):
    """POST: follow a row that one may see, or with `stop` no longer."""

    roles = ()

    def post(self, request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
        known = _known(kind)
        if "stop" in request.POST:
            stop_following(request.user, known, pk)
            messages.success(request, _("You no longer follow this."))
            return redirect(safe_next(request) or "desk")
        row = get_object_or_404(known.model.objects.visible_to(request.user), pk=pk)
        follow(request.user, known, row.pk)
        messages.success(request, _("You follow “%(row)s”: its changes stand in your inbox.") % {"row": row})
        return redirect(safe_next(request) or row.get_absolute_url())


class Look(RolePage):
    """POST: the person has seen what became of a row that they follow; their browser says so by itself."""

    roles = ()

    def post(self, request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
        look(request.user, _known(kind), pk)
        return HttpResponse(status=204)


def _known(name: str) -> Kind:
    kind = KINDS.get(name)
    if kind is None or not kind.can_be_followed:
        raise Http404
    return kind


def tell_news(user: Any, lines: Iterable[Line]) -> None:
    """Let each line of a followed row say what others did to it since `user` last looked.

    A query for each kind among them, and two for the people.
    """
    by_kind: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_kind[line.rows.kind].append(line)
    found: list[tuple[Line, list[Any]]] = []
    for name, own in by_kind.items():
        kind = followed_kind(name)
        assert kind
        readable = [line for line in own if kind.may_read_log(line.row, user)]
        news = news_of(user, kind, [line.key for line in readable])
        found += [(line, news[line.key]) for line in readable if line.key in news]
    people = people_of({metadata_of(entries[0]).get("user") for _line, entries in found})
    for line, entries in found:
        told = circumstances(entries[0], people)
        what = action_label(told["action"]) if told["action"] else LABELS.get(told["kind"], "")
        who = told["who"] or _("system")
        count = f"{NEWS}+" if len(entries) > NEWS else str(len(entries))
        line.news = News(count, _("%(who)s: %(what)s") % {"who": who, "what": what})


def told_of(user: Any, kind: Kind, row: Any) -> tuple[list[Told], bool]:
    """What others did to a row since `user` last looked, or its last changes where nothing is new; whether any is."""
    if not kind.may_read_log(row, user):
        return [], False
    new = {entry.pgh_id for entry in news_of(user, kind, [row.pk]).get(row.pk, ())}
    changes = changes_of(row, 2 * NEWS)
    shown = [change for change in changes if change.number in new] or changes[:LATEST]
    return [tell(change) for change in shown], bool(new)
