"""Where people report: observers from their phones, anybody on the open page; and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from rest_framework.throttling import AnonRateThrottle

from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import ListPage, Page, RolePage
from riskwarnings.choices import UNDECIDED
from riskwarnings.filters import ReportFilter
from riskwarnings.forms import MessageForm, OpenReportForm, ReceiptForm, ReportForm
from riskwarnings.models import Signal
from riskwarnings.reports import add_by_reporter, find_by_code, receive, sent_by
from riskwarnings.tables import ReportTable

OBSERVERS = (Role.OBSERVER,)


class Reports(ListPage):
    """What an observer sent, with the feedback on it."""

    roles = OBSERVERS
    model = Signal
    table_class = ReportTable
    filterset_class = ReportFilter
    title = gettext_lazy("My reports")
    intro = gettext_lazy("What you sent, and what came of it. Nobody else is shown that it was you.")
    empty = gettext_lazy("You have sent nothing yet.")
    create_url = reverse_lazy("warnings:report_create")
    create_label = gettext_lazy("Report")
    create_roles = OBSERVERS

    def get_queryset(self) -> Any:
        return sent_by(self.request.user).select_related("unit", "monitoring_point")


class ReportCreate(Page):
    """The form of an observer, made for a phone."""

    roles = OBSERVERS
    template_name = "warnings/report.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", ReportForm(user=self.request.user))
        return super().get_context_data(**context)

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = ReportForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        signal = form.save(commit=False)
        receive(signal, by=request.user, identity={}, files=form.cleaned_data["attachments"])
        messages.success(request, _("Thank you. Your report was received; feedback will stand here."))
        return redirect("warnings:report", pk=signal.pk)


class ReportDetail(RolePage):
    """One of one's own reports: what was said since, and a word more."""

    roles = OBSERVERS

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
        return get_object_or_404(sent_by(self.request.user).select_related("unit"), pk=pk)

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


class ReportRate(AnonRateThrottle):
    """Reports from one address."""

    scope, rate = "open_report", "20/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"throttle_{self.scope}_{self.get_ident(request)}"  # signed in or not


class ReceiptRate(ReportRate):
    """Receipt codes tried from one address; a code has 80 bits."""

    scope, rate = "receipt", "60/hour"


def _limited(request: HttpRequest, rate: type[ReportRate]) -> HttpResponse | None:
    """A page that asks to come back later, where an address sends too much."""
    if rate().allow_request(request, None):  # type: ignore[arg-type]
        return None
    return render(request, "warnings/later.html", status=429)


@never_cache
def open_report(request: HttpRequest) -> HttpResponse:
    """The open page: anybody may report, without saying who they are."""
    form = OpenReportForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "warnings/open_report.html", {"form": form})
    if refused := _limited(request, ReportRate):
        return refused
    if not form.is_valid():
        return render(request, "warnings/open_report.html", {"form": form}, status=422)
    signal = form.save(commit=False)
    code = receive(signal, by=None, identity=form.identity, files=form.cleaned_data["attachments"])
    return render(request, "warnings/receipt_given.html", {"code": code}, status=201)


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """By the receipt code: what became of a report, and a word more."""
    form = ReceiptForm(request.POST or None)
    if request.method != "POST":
        return render(request, "warnings/receipt.html", {"code_form": form})
    if refused := _limited(request, ReceiptRate):
        return refused
    signal = find_by_code(form.cleaned_data["code"]) if form.is_valid() else None
    if signal is None:
        form.add_error("code", _("There is no report with this code. Compare it with what you wrote down."))
        return render(request, "warnings/receipt.html", {"code_form": form}, status=422)
    message = MessageForm(request.POST) if "text" in request.POST else None
    added = False
    if message is not None and message.is_valid():
        add_by_reporter(signal, message.cleaned_data["text"])
        message, added = None, True
    shown = {"code": form.cleaned_data["code"], "added": added, **context_of(signal, message)}
    return render(request, "warnings/receipt_read.html", shown)
