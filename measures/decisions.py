"""Decisions on filings, beside the inbox: one with all that bears on it, or several equal ones together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.lifecycle.versions import version_of, versions_of
from ground.pages.requests import SignedInRequest
from ground.pages.views import RolePage, safe_next, say_state
from measures.let_through import usual_day
from measures.models import PlanGap
from measures.plan_gaps import asked_of, undated
from riskpoints.assignments import assign, colleagues_of
from riskpoints.choices import RiskPointStatus
from riskpoints.desk import EQUAL
from riskpoints.models import IN_QUEUE, RiskPoint
from riskpoints.revisions import difference

DECIDERS = (Role.UNIT_HEAD, Role.INSPECTOR)
SHORTEST_REASON = 10  # characters of a return, so that whoever mends it knows what
TOGETHER = 50  # of equal filings, dealt with at once
LETS_THROUGH = "register"
VERBS = {RiskPointStatus(state): verb for state, _role, verb in IN_QUEUE}

# What is said most often; the short form stands on the button, the sentence goes into the opinion.
PHRASES = (
    (gettext_lazy("basis missing"), gettext_lazy("The basis is not sufficient: name the rule and what was found.")),
    (gettext_lazy("measure too vague"), gettext_lazy("The measure is too vague: say who does what, and when.")),
    (gettext_lazy("grade too low"), gettext_lazy("The grade is too low: judge likelihood and harm again.")),
    (gettext_lazy("no post responsible"), gettext_lazy("No responsible post: choose the one that carries it out.")),
)
CHOOSE = gettext_lazy("Choose what is decided.")


class DecisionForm(forms.Form):
    """What is decided on a filing. due_on: until when what its plan asks besides is to be in force."""

    verb = forms.ChoiceField(choices=[(verb, verb) for verb in (*VERBS.values(), "return", "assign")])
    reason = forms.CharField(required=False, max_length=1000)
    due_on = forms.DateField(required=False)
    colleague = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("verb") == "return" and len(told.get("reason", "")) < SHORTEST_REASON:
            raise forms.ValidationError(
                _("Say in at least %(n)d characters what is to be mended.") % {"n": SHORTEST_REASON}
            )
        if told.get("due_on") and told["due_on"] < timezone.localdate():
            raise forms.ValidationError(_("The day for what is missing has passed."))
        return told


class Decision(RolePage):
    """A filing that waits for the person: what is decided, what changed, what falls short; and the decision."""

    roles = DECIDERS

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        rows = RiskPoint.objects.waiting_for(request.user).filter(pk=pk)
        point = get_object_or_404(rows.for_list().select_related("revises", "endorsed_by"))
        verb = VERBS[RiskPointStatus(point.status)]
        changes = [row for row in difference(point, point.revises) if row["differs"]] if point.revises else []
        context = {
            "point": point,
            "verb": verb,
            "word": point.lifecycle.transitions[verb].label,
            "changes": changes,
            "asked": asked_of(rows)[pk],
            "short": point.lifecycle.falling_short(rows, verb, request.user).get(pk, ""),
            "undated": undated(point),
            "usual_day": usual_day(timezone.localdate()),
            "phrases": PHRASES,
            "shortest": SHORTEST_REASON,
            "colleagues": colleagues_of(request.user),
            "version": version_of(point),
            "next": safe_next(request),
        }
        return render(request, "measures/_decision.html", context)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        point = get_object_or_404(RiskPoint.objects.visible_to(request.user), pk=pk)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            raise NotAllowed(next((str(e) for errors in form.errors.values() for e in errors), CHOOSE))
        told = form.cleaned_data
        if told["verb"] == "assign":
            self._assign(request, point, told["colleague"])
        else:
            decide(point, told, by=request.user, seen=request.POST.get("version", ""))
            say_state(request, point)
        return redirect(safe_next(request) or point)

    @staticmethod
    def _assign(request: SignedInRequest, point: RiskPoint, wanted: str) -> None:
        colleague = next((person for person in colleagues_of(request.user) if str(person.pk) == wanted), None)
        if colleague is None:
            raise NotAllowed(_("Choose a colleague from the list."))
        assign(RiskPoint.objects.filter(pk=point.pk), colleague, by=request.user)
        words = {"row": point, "colleague": colleague}
        messages.success(request, _("“%(row)s” was given to %(colleague)s.") % words)


def decide(point: RiskPoint, told: dict[str, Any], *, by: Any, seen: str) -> None:
    """Take a filing through `told`: verb, reason, and due_on where it is let through. Raises NotAllowed."""
    due_on: date | None = told.get("due_on")
    with transaction.atomic(), recorded(by, told["reason"], f"riskpoint.{told['verb']}"):
        point.perform(told["verb"], by=by, reason=told["reason"], seen=seen)
        # Whoever lets it through says until when, nobody else: the unit would put its own day off.
        if due_on and told["verb"] == LETS_THROUGH:
            PlanGap.objects.filter(point=point.root_id).update(due_on=due_on)


class Decisions(RolePage):
    """Equal filings of a unit, named by one of them, dealt with together by the queue."""

    roles = DECIDERS

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        waiting = RiskPoint.objects.waiting_for(request.user).annotate(equal=EQUAL)
        first = get_object_or_404(waiting.for_list(), pk=pk)
        alike = {name: getattr(first, name) for name in ("unit", "status", "act_by", "equal")}
        rows = waiting.filter(**alike).for_list().order_by("filed_at", "pk")
        count = rows.count()
        shown = list(rows[:TOGETHER])
        verb = VERBS[RiskPointStatus(first.status)]
        refused = refusals(RiskPoint.objects.filter(pk__in=[row.pk for row in shown]), verb, request.user)
        versions = versions_of(RiskPoint, [row.pk for row in shown])
        context = {
            "first": first,
            "verb": verb,
            "word": RiskPoint.lifecycle.transitions[verb].label,
            "count": count,
            "rows": [(row, versions.get(row.pk, ""), refused.get(row.pk, "")) for row in shown],
            "fit": len(shown) - len(refused),
            "phrases": PHRASES,
            "shortest": SHORTEST_REASON,
            "next": safe_next(request),
        }
        return render(request, "measures/_decisions.html", context)


def refusals(rows: QuerySet, verb: str, by: Any) -> dict[int, Any]:
    """Which of `rows` the step would refuse to `by`, with the first sentence for each; nothing is changed."""
    found: dict[int, Any] = {}
    for requirement in RiskPoint.lifecycle.requirements(verb):
        for pk, sentence in requirement(rows, by=by):
            found.setdefault(pk, sentence)
    return found
