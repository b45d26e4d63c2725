"""The inbox: where people start, with what waits for them, what they follow and what they have done; and beside the
list what is read and decided."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.days_taken import days_taken
from accounts.deeds import deed_of, deeds_of, done_this_week
from accounts.following_views import followed_kind, tell_news, told_of
from accounts.inbox import Inbox, Wanted
from accounts.inbox_lines import Line, Part
from accounts.inbox_number import keep_number
from accounts.inbox_sources import View
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import UNIT_READERS
from ground.pages.chips import Chosen, Menu, changed
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage, safe_next
from units.models import Unit

ALWAYS = (View.MINE, View.FOLLOWED, View.DONE)  # views that are offered also where they hold nothing
LONGEST_NUMBER, LONGEST_PAGE = 18, 6  # digits of a key and of a page; of more nothing is found


class InboxPage(Page):
    roles = ()
    is_narrowed = True
    template_name = "accounts/inbox.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        wanted = wanted_of(self.request.GET)
        scope = self.request.scope or None
        inbox = Inbox(self.request.user, scope)
        lines = inbox.lines(wanted)
        if scope is None:
            keep_number(self.request.user, inbox.of_view(View.MINE))
        if wanted.view == View.FOLLOWED:
            tell_news(self.request.user, lines)
        done = mean_days = None
        if wanted.view == View.DONE:
            mean_days = days_taken(self.request.user)
            done = deeds_of(self.request.user, self.request.GET.get("cursor", ""), scope)
        figures = [f for f in inbox.figures if f.count and f.view == wanted.view and not (wanted.kind or wanted.unit)]
        views = [(view, inbox.of_view(view), self._to(view=view.value, kind="")) for view in View]
        is_empty = not (lines or figures or (done and done.deeds))
        return super().get_context_data(
            wanted=wanted,
            parts=self._parts(inbox, wanted, lines),
            figures=figures if wanted.part in (None, Part.LATER) else [],
            views=[one for one in views if one[1] or one[0] in (*ALWAYS, wanted.view)],
            done=done,
            older=self._to(cursor=done.older) if done and done.older else "",
            done_this_week=done_this_week(self.request.user),
            mean_days=mean_days,
            leaves_out=wanted.view == View.MINE and inbox.leaves_out,
            done_url=self._to(view=View.DONE.value, kind=""),
            menus=self._menus(inbox, wanted),
            chosen=self._chosen(inbox, wanted),
            is_empty=is_empty,
            coming=self._coming(inbox, wanted) if is_empty else None,
            with_last=wanted == Wanted() and not lines and scope is None,
            today=timezone.localdate(),
            **context,
        )

    def _parts(self, inbox: Inbox, wanted: Wanted, lines: list[Line]) -> list[dict[str, Any]]:
        """Each part with its lines, how many things it holds, and where the rest of it stands."""
        found = []
        for part in Part:
            rows, count = inbox.totals.get(part, (0, 0))
            if not rows or wanted.part not in (None, part):
                continue
            more = count - wanted.page * wanted.size
            is_whole = wanted.part or wanted.view == View.FOLLOWED
            further = self._to(page=str(wanted.page + 1), part=wanted.part or "") if is_whole else self._to(part=part)
            found.append(
                {
                    "part": part,
                    "label": _("What changed last stands first") if wanted.view == View.FOLLOWED else part.label,
                    "rows": rows,
                    "lines": [line for line in lines if line.part == part],
                    "more": max(more, 0),
                    "further": further if more > 0 else "",
                }
            )
        return found

    def _coming(self, inbox: Inbox, wanted: Wanted) -> Line | None:
        """Where nothing is to be done: what is with others and comes back first."""
        if wanted != Wanted() or inbox.within:
            return None
        return next((line for line in inbox.lines(Wanted(View.OTHERS)) if line.due), None)

    def _to(self, **changes: str) -> str:
        """The inbox with these parameters, from its beginning."""
        return changed(self.request.GET, **({"page": "", "part": "", "item": "", "cursor": ""} | changes))

    def _menus(self, inbox: Inbox, wanted: Wanted) -> list[Menu]:
        """What the view can be narrowed to: a kind, or a unit, each with what it holds."""
        kinds = [one for one in inbox.kinds.values() if one.view == wanted.view and one.kind in inbox.counts]
        units = Unit.objects.in_bulk(list(inbox.units))
        of_kinds = [(f"{one.label} {inbox.counts[one.kind].count:,}", self._to(kind=one.kind)) for one in kinds]
        of_units = [(f"{units[key]} {count:,}", self._to(unit=str(key))) for key, count in inbox.units.items()]
        menus = [] if wanted.kind else [Menu(_("what is to be done"), of_kinds)]
        menus += [] if wanted.unit else [Menu(_("unit"), of_units)]
        return [menu for menu in menus if len(menu.options) > 1]

    def _chosen(self, inbox: Inbox, wanted: Wanted) -> list[Chosen]:
        """What the view is narrowed to."""
        found = [Chosen(_("within"), str(inbox.within), self._to(at=""))] if inbox.within else []
        if wanted.kind in inbox.kinds:
            found.append(Chosen(_("what is to be done"), str(inbox.kinds[wanted.kind].label), self._to(kind="")))
        if wanted.unit:
            unit = Unit.objects.reachable_by(self.request.user, UNIT_READERS).filter(pk=wanted.unit).first()
            found.append(Chosen(_("unit"), str(unit or "–"), self._to(unit="")))
        if wanted.part:
            found.append(Chosen(_("due"), str(wanted.part.label), self._to()))
        return found


def wanted_of(query: QueryDict) -> Wanted:
    """What of an inbox an address asks for; what it says wrongly counts as not said."""
    view, part, unit, page = (query.get(name, "") for name in ("view", "part", "unit", "page"))
    return Wanted(
        View(view) if view in View else View.MINE,
        query.get("kind", ""),
        int(unit) if unit.isdecimal() and len(unit) < LONGEST_NUMBER else None,
        Part(part) if part in Part else None,
        max(int(page), 1) if page.isdecimal() and len(page) < LONGEST_PAGE else 1,
    )


class InboxItem(RolePage):
    """Beside the list: a row that waits, in its own words, with what may be done with it."""

    roles = ()

    def get(self, request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
        rows = Inbox(request.user).rows.get(kind)
        row = rows.rows.filter(pk=pk).first() if rows else None
        if rows is None or row is None:
            raise Http404
        row = rows.fetched([row.pk])[row.pk]
        # Where a step leads on to, is said by the list.
        followed = followed_kind(rows.kind)
        told, are_new = told_of(request.user, followed, row) if followed else ([], False)
        context = {
            "is_followed": followed is not None,
            "told": told,
            "are_new": are_new,
            "rows": rows,
            "row": row,
            "entry": rows.entry(row),
            "next": safe_next(request),
            "facts": rows.facts(row) if rows.facts else [],
            "has_steps": bool(rows.facts) and isinstance(row, Stateful),
        }
        return render(request, "accounts/_inbox_item.html", context)


class DoneItem(RolePage):
    """Beside the list: a step that the person took, with the rows that went through it."""

    roles = ()

    def get(self, request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
        told = deed_of(request.user, key)
        if told is None:
            raise Http404
        return render(request, "accounts/_done_item.html", {"deed": told.deed, "rows": told.rows})


def home(request: SignedInRequest) -> HttpResponse:
    """Where people start: at what waits for them; who is not signed in, at the public boards."""
    return redirect("desk" if request.user.is_authenticated else "boards")
