"""Pages of what two people change of accounts, and of the letters by which people choose a password."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from rest_framework.throttling import BaseThrottle

from accounts.filters import AccountChangeFilter
from accounts.forms import LetterForm
from accounts.fresh_factor import FreshFactor
from accounts.invitations import password_path
from accounts.letters import LASTS, open_letter
from accounts.lifecycle import DECIDING
from accounts.models import AccountChange, Letter
from accounts.refusals import TOO_MANY_TRIES
from accounts.tables import AccountChangeTable
from ground.lifecycle.keys import is_key
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.versions import versions_of
from ground.pages.address_limits import AddressLimit
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, ListPage, Page, TransitionPage, safe_next

SHOWN = 100  # letters on a page
# A part of a letter has 80 bits; many people may stand behind one address.
TRIES_FROM_ADDRESS, TRIES_OF_NAME = AddressLimit("letters", 600), AddressLimit("letter", 10)
BULK = ("confirm", "refuse")


class Changes(FreshFactor, ListPage):
    roles = DECIDING
    model = AccountChange
    template_name = "accounts/changes.html"
    table_class = AccountChangeTable
    filterset_class = AccountChangeFilter
    title = gettext_lazy("Changes to accounts")
    intro = gettext_lazy("Account changes that need two people: one proposes, another confirms or refuses.")
    empty = gettext_lazy("No changes are waiting, and none have been made yet.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the person may decide carries the version that is shown: nothing is decided unread."""
        context = super().get_context_data(**context)
        table = context["table"]
        shown = [row.record.pk for row in table.rows]
        waiting = AccountChange.objects.waiting_for(self.request.user).filter(pk__in=shown)
        table.versions = versions_of(AccountChange, list(waiting.values_list("pk", flat=True)))
        return context | {"may_decide": bool(table.versions)}

    def post(self, request: SignedInRequest) -> HttpResponse:
        """Decide about several at once: each as if alone, so that one that is refused leaves the others."""
        verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "")
        chosen = [one.partition(":") for one in request.POST.getlist("change")]
        seen = {int(pk): version for pk, _colon, version in chosen if is_key(pk)}
        if verb not in BULK or not seen:
            messages.warning(request, _("Choose at least one proposal first."))
        else:
            self._decide(request, verb, reason, seen)
        return redirect(safe_next(request) or "accounts:changes")

    @staticmethod
    def _decide(request: SignedInRequest, verb: str, reason: str, seen: dict[int, str]) -> None:
        done, refused = 0, dict[str, list[str]]()
        for change in AccountChange.objects.visible_to(request.user).for_list().filter(pk__in=seen).order_by("pk"):
            try:
                change.perform(verb, by=request.user, reason=reason, seen=seen[change.pk])
            except NotAllowed as refusal:
                refused.setdefault(str(refusal.sentence), []).append(str(change))
            else:
                done += 1
        if done:
            words = ngettext("%(count)d proposal was decided.", "%(count)d proposals were decided.", done)
            messages.success(request, words % {"count": done})
        for sentence, names in sorted(refused.items()):
            messages.error(request, f"{'、'.join(names[:5])}{'…' if len(names) > 5 else ''}：{sentence}")


class ChangeDetail(DetailPage):
    """A change with all that is known of the account; the person concerned sees it too."""

    roles = ()
    model = AccountChange
    template_name = "accounts/change.html"
    context_object_name = "change"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        account = self.object.account
        return super().get_context_data(
            grants=account.grants.standing().select_related("unit"),
            letters=account.letters.select_related("first_by", "second_by")[:3],
            is_decider=AccountChange.objects.waiting_for(self.request.user).filter(pk=self.object.pk).exists(),
            deciders=self.object.deciders(),
            is_proposer=self.object.proposed_by_id == self.request.user.pk,
            **context,
        )


class ChangeTransition(FreshFactor, TransitionPage):
    model = AccountChange


class Letters(FreshFactor, Page):
    """Letters of which the person prints a part; POST prints all that are not printed yet, and shows them once."""

    roles = DECIDING
    template_name = "accounts/letters.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        rows = Letter.objects.printed_by(self.request.user).select_related("user", "first_by", "second_by")
        to_print = Letter.objects.to_print(self.request.user).count()
        return super().get_context_data(letters=rows[:SHOWN], to_print=to_print, **context)

    def post(self, request: SignedInRequest) -> HttpResponse:
        with transaction.atomic():
            letters = Letter.objects.to_print(request.user).select_related("user").order_by("pk")[:SHOWN]
            printed = [(letter, letter.print_part(by=request.user)) for letter in letters]
        address = f"{settings.SITE_URL.rstrip('/')}{reverse('accounts:open_letter')}"
        context = {"printed": printed, "address": address, "days": LASTS.days}
        response = render(request, "accounts/letters_printed.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


class LetterOpen(FormView):
    """The person who got a letter opens it by what stands on it, and goes on to choose a password."""

    form_class = LetterForm
    template_name = "accounts/open_letter.html"
    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        caller = f"{BaseThrottle().get_ident(request)} {request.POST.get('username', '')[:60]}"  # type: ignore[arg-type]
        if not (TRIES_FROM_ADDRESS.allows(request) and TRIES_OF_NAME.allows(request, caller)):
            form = self.get_form()
            form.add_error(None, TOO_MANY_TRIES)
            return self.render_to_response(self.get_context_data(form=form), status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: LetterForm) -> HttpResponse:
        try:
            address = get_client_ip_address(self.request) or None
            user = open_letter(**form.cleaned_data, address=address)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.form_invalid(form)
        return redirect(password_path(user))

    def form_invalid(self, form: LetterForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
