"""The inspectors' page of allowances: where one person may take several duties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormMixin

from accounts.allowances import DutyAllowance, allow
from ground.lifecycle.roles import Role
from ground.pages.forms import DateInput
from ground.pages.pickers import PickField
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage
from units.models import Unit

INSPECTORS = (Role.INSPECTOR,)
SHOWN = 200


class AllowanceForm(forms.Form):
    """For which unit, why, and until when."""

    unit = PickField(Unit.objects.none(), key="code", route="units:pick", label=gettext_lazy("unit"))
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)
    until = forms.DateField(label=gettext_lazy("until"), widget=DateInput())

    def __init__(self, *args: Any, by: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        self.fields["unit"].queryset = Unit.objects.reachable_by(by, INSPECTORS).order_by("path")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if {"unit", "reason", "until"} <= set(values):
            row = DutyAllowance(unit=values["unit"], reason=values["reason"], until=values["until"], given_by=self.by)
            row.full_clean()
        return values


class Allowances(FormMixin, Page):
    """What is allowed where one inspects, and a form to allow more."""

    roles = INSPECTORS
    template_name = "accounts/allowances.html"
    form_class = AllowanceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        rows = DutyAllowance.objects.visible_to(self.request.user).select_related("unit", "given_by")[:SHOWN]
        return super().get_context_data(allowances=rows, **context)

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        values = form.cleaned_data
        allow(values["unit"], by=request.user, reason=values["reason"], until=values["until"])
        messages.success(request, _("It is allowed; pages of rows that rest on it say so."))
        return redirect("accounts:allowances")


class AllowanceWithdraw(RolePage):
    roles = INSPECTORS

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(DutyAllowance.objects.visible_to(request.user), pk=pk)
        row.withdraw(by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("The allowance was withdrawn."))
        return redirect("accounts:allowances")
