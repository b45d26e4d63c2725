"""Where people report: observers from their phones, anybody on the open page; and what became of it."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from ground.lifecycle.roles import Role
from ground.pages.address_limits import AddressLimit
from ground.pages.requests import SignedInRequest
from ground.pages.views import ListPage, Page, RolePage, safe_next
from riskwarnings.choices import UNDECIDED
from riskwarnings.filters import ReportFilter
from riskwarnings.forms import MessageForm, OpenReportForm, PassphraseForm, ReceiptForm, ReportForm
from riskwarnings.models import SealingKey, Signal
from riskwarnings.reports import add_by_reporter, find_by_code, open_reports, receive, sent_with
from riskwarnings.tables import ReportTable

OBSERVERS = (Role.OBSERVER,)


# Where an observer's secret stands while they look at their reports: in their browser alone, and for half an hour.
COOKIE, COOKIE_AGE, COOKIE_PATH = "reports", 1800, "/warnings/reports/"


def secret_in(request: Any) -> bytes:
    """The secret by which the observer's reports are found; empty where they have not opened them in this session."""
    return base64.urlsafe_b64decode(request.get_signed_cookie(COOKIE, "", salt=_bound_to(request)))


def _bound_to(request: Any) -> str:
    """Whoever signs in next at the same browser has no use of it."""
    return f"{COOKIE} {request.user.pk} {request.session.session_key}"


def _open_first(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('warnings:reports_open')}?{urlencode({'next': request.get_full_path()})}")


class ReportsOpen(Page):
    """Opens one's own reports by the passphrase of one's sealing key."""

    roles = OBSERVERS
    template_name = "warnings/reports_open.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", PassphraseForm())
        context.setdefault("next", safe_next(self.request))
        return super().get_context_data(has_key=SealingKey.objects.of(self.request.user) is not None, **context)

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = PassphraseForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        secret = open_reports(request.user, form.cleaned_data["passphrase"])
        answer = redirect(safe_next(request) or "warnings:reports")
        answer.set_signed_cookie(
            COOKIE,
            base64.urlsafe_b64encode(secret).decode(),
            salt=_bound_to(request),
            max_age=COOKIE_AGE,
            path=COOKIE_PATH,
            secure=settings.SECURE_SITE,
            httponly=True,
            samesite="Strict",
        )
        return answer


class Reports(ListPage):
    """What an observer sent, with the feedback on it."""

    roles = OBSERVERS
    model = Signal
    table_class = ReportTable
    filterset_class = ReportFilter
    title = gettext_lazy("My reports")
    intro = gettext_lazy("Your reports and what came of them. Nobody else can see that they are yours.")
    empty = gettext_lazy("You have not sent any reports yet.")
    create_url = reverse_lazy("warnings:report_create")
    create_label = gettext_lazy("Report")
    create_roles = OBSERVERS

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs) if secret_in(request) else _open_first(request)

    def get_queryset(self) -> Any:
        return sent_with(secret_in(self.request)).select_related("unit", "monitoring_point")


class ReportCreate(Page):
    """The form of an observer, made for a phone."""

    roles = OBSERVERS
    template_name = "warnings/report.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", ReportForm(user=self.request.user))
        return super().get_context_data(is_open=bool(secret_in(self.request)), **context)

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = ReportForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        signal = form.save(commit=False)
        secret = secret_in(request)
        code = receive(signal, by=request.user, identity={}, files=form.cleaned_data["attachments"], secret=secret)
        if not secret:
            return render(request, "warnings/receipt_given.html", {"code": code}, status=201)
        messages.success(request, _("Thank you. Your report was received; feedback will stand here."))
        return redirect("warnings:report", pk=signal.pk)


class ReportDetail(RolePage):
    """One of one's own reports: what was said since, and a word more."""

    roles = OBSERVERS

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and request.user.holds(OBSERVERS) and not secret_in(request):
            return _open_first(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.shown(request, self.own(pk))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        signal, form = self.own(pk), MessageForm(request.POST)
        if not form.is_valid():
            return self.shown(request, signal, form, status=422)
        add_by_reporter(signal, form.cleaned_data["text"])
        messages.success(request, _("Your words were added."))
        return redirect("warnings:report", pk=pk)

    def own(self, pk: int) -> Signal:
        return get_object_or_404(sent_with(secret_in(self.request)).select_related("unit"), pk=pk)

    def shown(self, request: Any, signal: Signal, form: Any = None, status: int = 200) -> HttpResponse:
        return render(request, "warnings/report_own.html", context_of(signal, form), status=status)


def context_of(signal: Signal, form: Any = None) -> dict[str, Any]:
    """What a reporter sees of a report: its own words, its state and the feedback; never who handles it."""
    return {
        "signal": signal,
        "exchange": signal.messages.all(),
        "files": signal.files.all(),
        "form": form or MessageForm(),
        "may_add": signal.status in UNDECIDED,
    }


REPORTS_FROM_ADDRESS = AddressLimit("open_report", 20)
CODES_FROM_ADDRESS = AddressLimit("receipt", 60)  # receipt codes tried; a code has 80 bits


def _limited(request: HttpRequest, limit: AddressLimit) -> HttpResponse | None:
    """A page that asks to come back later, where an address sends too much."""
    if limit.allows(request):
        return None
    return render(request, "warnings/later.html", status=429)


@never_cache
def open_report(request: HttpRequest) -> HttpResponse:
    """The open page: anybody may report, without saying who they are."""
    if request.method != "POST":
        return render(request, "warnings/open_report.html", {"form": OpenReportForm()})
    form = OpenReportForm(request.POST, request.FILES)
    if refused := _limited(request, REPORTS_FROM_ADDRESS):
        return refused
    if not form.is_valid():
        return render(request, "warnings/open_report.html", {"form": form}, status=422)
    signal = form.save(commit=False)
    code = receive(signal, by=None, identity=form.identity, files=form.cleaned_data["attachments"])
    return render(request, "warnings/receipt_given.html", {"code": code}, status=201)


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """By the receipt code: what became of a report, and a word more."""
    if request.method != "POST":
        return render(request, "warnings/receipt.html", {"code_form": ReceiptForm()})
    form = ReceiptForm(request.POST)
    if refused := _limited(request, CODES_FROM_ADDRESS):
        return refused
    signal = find_by_code(form.cleaned_data["code"]) if form.is_valid() else None
    if signal is None:
        if form.is_valid():
            form.add_error("code", _("There is no report with this code. Compare it with what you wrote down."))
        return render(request, "warnings/receipt.html", {"code_form": form}, status=422)
    message = MessageForm(request.POST) if "text" in request.POST else None
    added = False
    if message is not None and message.is_valid():
        add_by_reporter(signal, message.cleaned_data["text"])
        message, added = None, True
    shown = {"code": form.cleaned_data["code"], "added": added, **context_of(signal, message)}
    return render(request, "warnings/receipt_read.html", shown)
