"""Pages of the indicator rules: what each looks for, how it is set, what other parameters would have proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON, NOT_YOUR_PAGE
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage
from riskwarnings import dry_runs
from riskwarnings.assessments import settings_of
from riskwarnings.indicator_forms import ParametersForm, SwitchForm
from riskwarnings.indicators import INDICATORS, Indicator
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.models import DryRun, IndicatorSwitch, IndicatorVersion
from riskwarnings.rule_versions import set_rule, switch, try_out
from units.models import Unit

ROLES = (Role.INSPECTOR, Role.CHECKER)


def _as_it_is(indicator: Indicator) -> dict[str, Any]:
    """How a rule runs today."""
    version, parameters, level = settings_of(indicator, timezone.localdate())
    return {
        "indicator": indicator,
        "version": version,
        "level": level,
        "is_on": version is None or version.is_on,
        "parameters": [(p.label, p.in_words(parameters[p.name])) for p in indicator.parameters],
        "values": parameters,
    }


class Indicators(Page):
    roles = ROLES
    template_name = "warnings/indicators.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(rules=[_as_it_is(indicator) for indicator in INDICATORS.values()], **context)


class IndicatorPage(Page):
    """One rule. POST: try other parameters, put them in force, or switch the rule for a subtree."""

    roles = ROLES
    template_name = "warnings/indicator.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user, now = self.request.user, _as_it_is(self.indicator)
        values = now["values"] | {"level": now["level"], "is_on": now["is_on"]}
        context.setdefault("form", ParametersForm(self.indicator, self.may_set, initial=values))
        context.setdefault("switch_form", SwitchForm(user=user))
        switches = IndicatorSwitch.objects.filter(code=self.indicator.code).select_related("unit", "by")
        return super().get_context_data(
            now=now,
            versions=IndicatorVersion.objects.filter(code=self.indicator.code).select_related("by"),
            switches=switches.filter(user.where_holds(ROLES, "unit__path")),
            runs=DryRun.objects.filter(code=self.indicator.code, by=user).select_related("unit")[:5],
            inspects=user.holds(INSPECTORS),
            may_set=self.may_set,
            **context,
        )

    @property
    def indicator(self) -> Indicator:
        try:
            return INDICATORS[self.kwargs["code"]]
        except KeyError as error:
            raise Http404 from error

    @property
    def may_set(self) -> bool:
        """Whether this person puts parameters in force."""
        return bool(self.request.user.holds(INSPECTORS, at=Unit.objects.top()))

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        if not request.user.holds(INSPECTORS):
            raise NotAllowed(NOT_YOUR_PAGE)
        if request.POST.get("do") == "switch":
            return self.switched(SwitchForm(request.POST, user=request.user))
        puts_in_force = request.POST.get("do") == "set"
        form = ParametersForm(self.indicator, puts_in_force, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if not puts_in_force:
            return self.tried(form)
        values = {name: form.cleaned_data[name] for name in ("level", "is_on", "valid_from", "reason")}
        if not values["reason"].strip():
            form.add_error("reason", NO_REASON)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        set_rule(self.indicator, by=request.user, parameters=form.parameters, **values)
        messages.success(request, _("The rule holds so from %(day)s.") % {"day": values["valid_from"].isoformat()})
        return redirect(request.path)

    def switched(self, form: SwitchForm) -> HttpResponse:
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(switch_form=form), status=422)
        values = form.cleaned_data
        switch(self.indicator, values["unit"], by=self.request.user, is_on=values["is_on"], reason=values["reason"])
        messages.success(self.request, _("The switch holds from the next assessment."))
        return redirect(self.request.path)

    def tried(self, form: ParametersForm) -> HttpResponse:
        # Over the highest place where the person inspects.
        held = [
            grant.unit
            for grant in self.request.user.grants.in_force().filter(role=Role.INSPECTOR).select_related("unit")
        ]
        run = try_out(
            self.indicator, min(held, key=lambda u: u.depth), by=self.request.user, parameters=form.parameters
        )
        dry_runs.DRY_RUNS.hand_on(run.pk)
        return redirect("warnings:dry_run", pk=run.pk)


def _shown(run: DryRun) -> dict[str, Any]:
    most = max([1, *(n for _day, *both in run.months for n in both)])
    now = settings_of(run.indicator, timezone.localdate())[1]
    return {
        "run": run,
        "most": most,
        "totals": [sum(row[n] for row in run.months) for n in (1, 2)],
        "changed": [
            (p.label, p.in_words(now[p.name]), p.in_words(run.parameters[p.name])) for p in run.indicator.parameters
        ],
    }


class DryRunPage(RolePage):
    """What other parameters would have proposed; asks again while a worker is at it."""

    roles = INSPECTORS
    template_name = "warnings/dry_run.html"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(DryRun.objects.select_related("unit"), pk=pk, by=request.user)
        return render(request, self.template_name, _shown(run))


class DryRunResult(DryRunPage):
    template_name = "warnings/_dry_run.html"
