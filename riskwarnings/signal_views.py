"""Pages of the inspectors: signals taken in, triaged, answered; and what may be picked in their forms."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fresh_factor import ask_for_factor, lacks_fresh_factor
from accounts.models import User
from ground.lifecycle.roles import Role
from ground.pages.downloads import Download
from ground.pages.pickers import PickPage
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, RolePage, TransitionPage
from riskwarnings.choices import SignalStatus
from riskwarnings.filters import SignalFilter
from riskwarnings.forms import LookForm, MessageForm, ReasonForm, ShareForm, SignalForm, TouchesForm
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.likeness import alike
from riskwarnings.models import Reporter, SealingKey, Signal, SignalFile, Warning
from riskwarnings.reports import answer_reporter, attach, look_at_reporter
from riskwarnings.sealing import opens_for, seal_reporter
from riskwarnings.tables import SignalTable
from units.choices import UnitStatus
from units.models import Unit
from units.text_search import matching


class Signals(ListPage):
    roles = INSPECTORS
    model = Signal
    table_class = SignalTable
    filterset_class = SignalFilter
    title = gettext_lazy("Signals")
    intro = gettext_lazy("Signals by source, unit and handler.")
    empty = gettext_lazy("No signals yet.")
    create_url = reverse_lazy("warnings:signal_create")
    create_label = gettext_lazy("Record a signal")
    create_roles = INSPECTORS


class SignalDetail(DetailPage):
    roles = INSPECTORS
    model = Signal
    template_name = "warnings/signal.html"
    context_object_name = "signal"

    def get_queryset(self) -> Any:
        related = ("point", "post", "official", "concluded_by", "duplicate_of")
        return super().get_queryset().select_related(*related)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        signal, user = self.object, self.request.user
        is_handler = signal.handler_id == user.pk
        context.setdefault("identity", None)
        context.setdefault("look_form", LookForm())
        context.setdefault("message_form", MessageForm())
        reporter = Reporter.objects.filter(signal=signal).first()
        handles = is_handler and signal.status == SignalStatus.HANDLING
        return super().get_context_data(
            files=signal.files.all(),
            exchange=signal.messages.select_related("by"),
            has_reporter=reporter is not None,
            opens=handles and reporter is not None and opens_for(reporter, user),
            has_key=handles and SealingKey.objects.of(user) is not None,
            share_form=ShareForm(auto_id="id_share_%s"),
            recovery_form=ReasonForm(auto_id="id_recovery_%s"),
            looks=signal.looks.select_related("by"),
            may_write=is_handler and bool(signal.sender or signal.receipt),
            may_edit=signal.is_editable and (is_handler or signal.status != SignalStatus.HANDLING),
            is_handler=handles,
            alike=alike(signal, Signal.objects.visible_to(user)) if signal.is_editable else [],
            duplicates=signal.duplicates.all(),
            warnings=Warning.objects.visible_to(user).filter(signals=signal),
            may_warn=signal.status != SignalStatus.DUPLICATE and not signal.unit.is_area,
            **context,
        )


class SignalCreate(EditPage):
    roles = INSPECTORS
    model = Signal
    form_class = SignalForm
    title_new = gettext_lazy("Record a signal")
    hint = gettext_lazy("Who told it is encrypted and kept apart. The text itself should name the reporter nowhere.")

    def choose_unit(self) -> None:
        return None  # the form names it

    def save(self, form: SignalForm) -> Signal:
        signal: Signal = form.save()
        identity = {name: text for name, text in form.identity.items() if text.strip()}
        if identity:
            seal_reporter(signal, identity)
        attach(signal, form.cleaned_data["attachments"])
        return signal


class SignalEdit(EditPage):
    roles = INSPECTORS
    model = Signal
    form_class = TouchesForm
    title_edit = gettext_lazy("What the signal is about")
    hint = gettext_lazy("With another unit, save first; then its risk points, posts and officials can be chosen.")

    def find(self, pk: int | None) -> HttpResponse | None:
        answer = super().find(pk)
        self.object.refuse_writing(self.request.user)
        return answer


class SignalTransition(TransitionPage):
    model = Signal


class SignalFileDownload(Download):
    roles = INSPECTORS
    model = SignalFile


class _OnSignal(RolePage):
    """Something done with a signal that the inspector may see."""

    roles = INSPECTORS

    def signal(self, pk: int) -> Signal:
        return get_object_or_404(Signal.objects.visible_to(self.request.user), pk=pk)


class Look(SignalDetail):
    """Who told the signal: shown once, on the answer to a POST with a reason; the look is recorded."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        form = LookForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(look_form=form), status=422)
        if settings.FACTOR_FOR_LOOKS and lacks_fresh_factor(request):
            messages.info(request, _("Give your second factor again, then look."))
            return ask_for_factor(request, self.object.get_absolute_url())
        identity = look_at_reporter(self.object, by=request.user, **form.cleaned_data)
        response = self.render_to_response(self.get_context_data(identity=identity))
        response["Cache-Control"] = "no-store"
        return response


class Message(_OnSignal):
    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        signal, form = self.signal(pk), MessageForm(request.POST)
        if form.is_valid():
            answer_reporter(signal, form.cleaned_data["text"], by=request.user)
            messages.success(request, _("The reporter can read it now."))
        else:
            messages.error(request, _("Enter some text first."))
        return redirect(signal)


class UnitPick(PickPage):
    """Units by words of their name or code: observers may tell of any, inspectors take in for their own."""

    roles = (Role.INSPECTOR, Role.OBSERVER)
    key = "code"

    def rows(self, wanted: str) -> Any:
        user = self.request.user
        units = Unit.objects.filter(status=UnitStatus.ACTIVE)
        if not user.holds((Role.OBSERVER,)):
            units = units.reachable_by(user, INSPECTORS)
        return units.named(wanted).order_by("path")


class _AccountPick(PickPage):
    roles = INSPECTORS
    key = "username"
    holds: Role

    def rows(self, wanted: str) -> Any:
        people = User.objects.with_role(self.holds)
        return matching(people, ("name", "username"), wanted, indexed=True).order_by("username")


class HandlerPick(_AccountPick):
    """Colleagues to whom a signal can be handed on."""

    holds = Role.INSPECTOR


class ObserverPick(_AccountPick):
    """Observers who can join a team."""

    holds = Role.OBSERVER
