"""Pages of sealing keys: making one's own, sealing a reporter to a colleague, giving shares to a handler."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage
from riskwarnings.forms import PassphraseForm, ReasonForm, SealingKeyForm, ShareForm
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.models import SealingKey, Signal
from riskwarnings.recoveries import asked_of
from riskwarnings.reports import ask_for_recovery, recover, share_reporter
from riskwarnings.sealing import make_sealing_key

HOLDERS = (Role.INSPECTOR, Role.AUDITOR, Role.OBSERVER)


class SealingKeyPage(Page):
    """The key of the person signed in: whether there is one, and a form that makes it or changes its passphrase."""

    roles = HOLDERS
    template_name = "warnings/sealing_key.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        key = SealingKey.objects.of(self.request.user)
        context.setdefault("form", SealingKeyForm(has_key=key is not None))
        return super().get_context_data(key=key, observes=self.request.user.holds((Role.OBSERVER,)), **context)

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = SealingKeyForm(request.POST, has_key=SealingKey.objects.of(request.user) is not None)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        make_sealing_key(request.user, form.cleaned_data["new"], form.cleaned_data.get("old", ""))
        messages.success(request, _("Your sealing key is ready. Keep its passphrase in mind."))
        return redirect("warnings:sealing_key")


def _cleaned(form: Any) -> dict[str, Any]:
    """Raises NotAllowed with the first error."""
    if not form.is_valid():
        raise NotAllowed(str(next(iter(form.errors.values()))[0]))
    cleaned: dict[str, Any] = form.cleaned_data
    return cleaned


class _OnReporter(RolePage):
    roles = INSPECTORS

    def signal(self, pk: int) -> Signal:
        return get_object_or_404(Signal.objects.visible_to(self.request.user), pk=pk)


class ReporterShare(_OnReporter):
    """The handler seals who told it to a colleague, too."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        signal = self.signal(pk)
        given = _cleaned(ShareForm(request.POST))
        share_reporter(signal, given.pop("colleague"), by=request.user, **given)
        messages.success(request, _("The colleague can look once the signal is handed on to them."))
        return redirect(signal)


class RecoveryAsk(_OnReporter):
    """The handler asks two auditors for their shares."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        signal = self.signal(pk)
        ask_for_recovery(signal, by=request.user, **_cleaned(ReasonForm(request.POST)))
        messages.success(request, _("Two auditors see your request; when both have given their share you can look."))
        return redirect(signal)


class Recoveries(Page):
    """For auditors: who asks for shares, and why; of the signal its number alone."""

    roles = (Role.AUDITOR,)
    template_name = "warnings/recoveries.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            requests=asked_of(self.request.user), form=PassphraseForm(auto_id=False), **context
        )


class RecoveryGive(RolePage):
    """An auditor gives their share."""

    roles = (Role.AUDITOR,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        asked = get_object_or_404(asked_of(request.user), pk=pk)
        recover(asked, by=request.user, **_cleaned(PassphraseForm(request.POST)))
        messages.success(request, _("Your share was given, sealed to the handler."))
        return redirect("warnings:recoveries")
