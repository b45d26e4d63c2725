"""Pages of those at work: the liaison's work list, and the queue of unit heads and inspectors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ground.lifecycle.keys import is_key
from ground.lifecycle.roles import Role
from ground.lifecycle.versions import versions_of
from ground.pages.last_filters import remember
from ground.pages.paging import counted, fetched, paged
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, safe_next
from riskpoints.assignments import assign, colleagues_of
from riskpoints.choices import WAITING, RiskPointStatus
from riskpoints.filters import QueueFilter
from riskpoints.models import RiskPoint, review_passed
from riskpoints.tables import QueueTable

WORK_ROWS = 25  # of each section; the register lists the others
BULK = ("endorse", "register", "return")
ORDER = ("filed_at", "pk")  # the longest wait first


class WorkList(Page):
    """What a liaison has to do: returned with the reason, drafts to finish, and what waits for others."""

    roles = (Role.LIAISON,)
    template_name = "riskpoints/worklist.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        mine = RiskPoint.objects.filter(user.where_holds((Role.LIAISON,), "path"))
        # What a section holds, its order, and where the register lists all of it.
        sections: dict[str, tuple[Q, tuple[str, ...], str]] = {
            "returned": (Q(status=RiskPointStatus.RETURNED), ("act_by", "returned_at", "pk"), "status=returned"),
            "drafts": (Q(status=RiskPointStatus.DRAFT), ("-pk",), "status=draft"),
            "review": (review_passed(), ("review_on", "pk"), "overdue=true"),
            "waiting": (Q(status__in=WAITING), ("filed_at", "pk"), "status=filed"),
        }
        counts = mine.aggregate(
            **{name: Count("pk", filter=which) for name, (which, _order, _all) in sections.items()}
        )
        rows = mine.for_list().select_related("returned_by")
        keys = {
            name: list(mine.filter(which).order_by(*order).values_list("pk", flat=True)[:WORK_ROWS])
            for name, (which, order, _all) in sections.items()
            if counts[name]
        }
        found = {row.pk: row for row in fetched(rows, [key for part in keys.values() for key in part])}
        shown = {
            name: {
                "rows": [found[key] for key in keys.get(name, ())],
                "count": counts[name],
                "all": f"{reverse('riskpoints:list')}?{query}" if counts[name] > WORK_ROWS else "",
            }
            for name, (_which, _order, query) in sections.items()
        }
        return super().get_context_data(sections=shown, is_empty=not any(counts.values()), **context)


class Queue(Page):
    """What waits for a unit head or an inspector; many at once, with one reason, or given to a colleague."""

    roles = (Role.UNIT_HEAD, Role.INSPECTOR)
    template_name = "riskpoints/queue.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        filterset = waiting(user, self.request.GET)
        remember(self.request)
        table = paged(
            self.request,
            QueueTable,
            filterset.qs.for_list().select_related("assigned_to"),
            ORDER,
            total=counted(filterset.qs),
            empty_text=_("Nothing is waiting for you."),
        )
        # What the person sees on this page: a filing that changes meanwhile is not dealt with unread.
        table.versions = versions_of(RiskPoint, [row.record.pk for row in table.rows])
        return super().get_context_data(
            table=table,
            filter=filterset,
            may_endorse=user.holds((Role.UNIT_HEAD,)),
            may_register=user.holds((Role.INSPECTOR,)),
            colleagues=colleagues_of(user),
            is_others=self.request.GET.get("whose") == "others",
            **context,
        )

    def post(self, request: SignedInRequest) -> HttpResponse:
        verb = request.POST.get("verb", "")
        # Each chosen filing comes as "key:version".
        chosen = [one.partition(":") for one in request.POST.getlist("point")]
        seen = {int(pk): version for pk, _colon, version in chosen if is_key(pk)}
        if verb not in (*BULK, "assign") or not seen:
            messages.warning(request, _("Choose at least one filing first."))
        elif verb == "assign":
            self._assign(request, seen)
        else:
            self._deal_with(request, verb, seen)
        return redirect(safe_next(request) or "riskpoints:queue")

    def _deal_with(self, request: SignedInRequest, verb: str, seen: dict[int, str]) -> None:
        rows = RiskPoint.objects.visible_to(request.user).filter(pk__in=seen)
        reason = request.POST.get("reason", "")
        result = RiskPoint.lifecycle.attempt(rows, verb, by=request.user, reason=reason, seen=seen)
        if result.done:
            count = len(result.done)
            messages.success(
                request,
                ngettext("%(count)d filing was dealt with.", "%(count)d filings were dealt with.", count)
                % {"count": count},
            )
        names = {point.pk: str(point) for point in RiskPoint.objects.filter(pk__in=result.refused)}
        for sentence in sorted({str(s) for s in result.refused.values()}):
            of = [names[pk] for pk, words in result.refused.items() if str(words) == sentence]
            messages.error(request, f"{'、'.join(of[:5])}{'…' if len(of) > 5 else ''}：{sentence}")

    def _assign(self, request: SignedInRequest, seen: dict[int, str]) -> None:
        wanted = request.POST.get("colleague", "")
        colleague = next((person for person in colleagues_of(request.user) if str(person.pk) == wanted), None)
        if wanted and colleague is None:
            messages.warning(request, _("Choose a colleague from the list."))
            return
        count = assign(RiskPoint.objects.filter(pk__in=seen), colleague, by=request.user)
        words = {"count": count, "colleague": colleague}
        messages.success(
            request,
            ngettext(
                "%(count)d filing was given to %(colleague)s.",
                "%(count)d filings were given to %(colleague)s.",
                count,
            )
            % words
            if colleague
            else ngettext("%(count)d filing is open to all again.", "%(count)d filings are open to all again.", count)
            % words,
        )


def waiting(user: Any, query: QueryDict) -> QueueFilter:
    """The filings that wait for `user`, or that they must leave to others, filtered as the query string says."""
    rows = RiskPoint.objects
    found = rows.left_to_others(user) if query.get("whose") == "others" else rows.waiting_for(user)
    return QueueFilter(query, queryset=found, user=user)


def neighbours(point: RiskPoint, user: Any, query: QueryDict) -> dict[str, str]:
    """Where a filing opened from the queue leads: the addresses of the queue, the one before and the one after.

    query: of the page of the filing, with ?in=queue and the filters of the queue; empty for a page opened otherwise.
    """
    if query.get("in") != "queue":
        return {}
    filters = query.copy()
    del filters["in"]
    rows = waiting(user, filters).qs
    here = Q(filed_at=point.filed_at)
    before = rows.filter(Q(filed_at__lt=point.filed_at) | here & Q(pk__lt=point.pk)).order_by("-filed_at", "-pk")
    after = rows.filter(Q(filed_at__gt=point.filed_at) | here & Q(pk__gt=point.pk)).order_by(*ORDER)
    found = {
        "previous": before.values_list("pk", flat=True).first(),
        "next": after.values_list("pk", flat=True).first(),
    }
    queue = reverse("riskpoints:queue") + (f"?{filters.urlencode()}" if filters else "")
    return {"queue": queue} | {
        name: f"{reverse('riskpoints:detail', args=[pk])}?{query.urlencode()}" for name, pk in found.items() if pk
    }
