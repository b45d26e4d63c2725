"""The workspace: a risk point with its measures is made, mended or revised and filed on one page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.lifecycle.changelog import recorded
from ground.lifecycle.keys import is_key
from ground.lifecycle.versions import StaleVersion
from ground.pages.requests import SignedInRequest
from ground.pages.views import EditPage, say_state
from powers.models import Step
from riskpoints.filings import Filing
from riskpoints.forms import RiskPointForm
from riskpoints.models import RiskPoint, UnsavedFiling
from riskpoints.models.unsaved_filings import begun_by, is_too_long, kept_of

LEFT_LYING = 5  # so many unsaved ones are named on the page of a new point


class Workspace(EditPage):
    model = RiskPoint
    form_class = RiskPointForm
    template_name = "riskpoints/workspace.html"
    title_new = gettext_lazy("New risk point")
    title_edit = gettext_lazy("Edit risk point")

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        step = self.request.GET.get("step", "")
        if not self.object and is_key(step):
            initial["step"] = Step.objects.visible_to(self.request.user).filter(pk=step).first()
        return initial

    @cached_property
    def kept(self) -> UnsavedFiling | None:
        """What the person typed here before and did not save."""
        key = self.request.POST.get("kept") or self.request.GET.get("kept", "")
        return kept_of(self.request.user, self.unit, self.object, key)

    def filing(self, data: Any = None, kept: Any = None) -> Filing:
        options = self.get_form_kwargs() | {"data": data}
        options.pop("files", None)
        return Filing(self.form_class(**options), self.request.user, data, kept)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        then = request.POST.get("then", "save")
        if then == "drop":
            return self.drop()
        filing = self.filing(request.POST)
        if then == "row" or not filing.is_valid():
            status = 200 if then == "row" else 422
            return self.render_to_response(self.get_context_data(filing=filing), status=status)
        try:
            with (
                transaction.atomic(),
                recorded(request.user, action=f"riskpoint.{'edit' if self.object else 'create'}"),
            ):
                if self.object:
                    self.refuse_stale()
                else:
                    filing.form.instance.created_by = request.user
                point = filing.save()
                if self.kept:
                    self.kept.delete()
        except StaleVersion:
            return self.show_conflict()
        return self.file(point) if then == "file" else self.saved(point, then)

    def drop(self) -> HttpResponse:
        """Forget what was typed and not saved."""
        if self.kept:
            self.kept.delete()
        return redirect(self.object.get_absolute_url() if self.object else self.address_of_new())

    def address_of_new(self, step: int | None = None) -> str:
        at = f"&step={step}" if step else ""
        return f"{reverse('riskpoints:create')}?unit={self.unit.pk}{at}"

    def saved(self, point: RiskPoint, then: str) -> HttpResponse:
        if point.root.measures.exists():
            done = _("“%(row)s” was saved. File it when it is complete.") % {"row": point}
        else:
            done = _("“%(row)s” was saved as a draft. Add a measure next, then file it.") % {"row": point}
        messages.success(self.request, done)
        return redirect(self.address_of_new(point.step_id) if then == "another" else point.get_absolute_url())

    def file(self, point: RiskPoint) -> HttpResponse:
        """File what was just saved; where something is missing it stays a draft, and the page says all of it."""
        self.object = point
        missing = self.filing().judged().missing
        if missing:
            told = ngettext(
                "“%(row)s” was saved as a draft and not filed: %(n)s thing is missing.",
                "“%(row)s” was saved as a draft and not filed: %(n)s things are missing.",
                len(missing),
            )
            messages.warning(self.request, told % {"row": point, "n": len(missing)})
            return redirect("riskpoints:edit", point.pk)
        point.perform("file", by=self.request.user)
        say_state(self.request, point)
        return redirect(point)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        filing: Filing | None = context.get("filing")
        kept = self.kept
        if filing is None and "form" in context:  # both versions of a conflict in one form
            filing = Filing(context["form"], self.request.user, self.request.POST)
        judged = filing
        if filing is None:
            filing = self.filing(kept=kept.data if kept else None)
            if kept or not self.object:
                # Judged as if it had been sent, shown without reproach.
                judged = self.filing(kept.data if kept else _as_sent(filing.form))
        context |= {"form": filing.form, "filing": filing, "kept": kept}
        context = super().get_context_data(**context)
        if kept and not filing.form.is_bound:
            context["version"] = kept.data.get("version", "")
        if not self.object and not kept and not filing.form.is_bound:
            mine = UnsavedFiling.objects.visible_to(self.request.user).filter(unit=self.unit, point=None)
            context["left_lying"] = list(mine.order_by("-kept_at")[:LEFT_LYING])
        return context | self.judgement(judged or filing)

    def judgement(self, filing: Filing) -> dict[str, Any]:
        found = filing.judged()
        step = found.point.step if found.point else None
        return {
            "found": found,
            "step": step,
            "steps": _steps_of(step),
            "fragments": [part.fragment for part in filing.parts if part.fragment],
            **found.shown,
        }


class Check(Workspace):
    """What the workspace says of the form as it stands, while it is filled in; with `keep` it is also kept."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept, too_long = self.kept, "keep" in request.POST and is_too_long(request.POST)
        if "keep" in request.POST and not too_long:
            kept = kept or begun_by(request.user, self.unit, self.object)
            kept.keep(request.POST)
        found = self.judgement(self.filing(request.POST))
        return render(
            request,
            "riskpoints/_judgement.html",
            found | {"kept": kept, "too_long": too_long, "object": self.object},
        )


def _as_sent(form: Any) -> QueryDict:
    """What a browser would send of a form in which nothing was changed."""
    data = QueryDict(mutable=True)
    for bound in form:
        if (value := bound.value()) not in (None, "", False):
            data[bound.html_name] = value
    return data


def _steps_of(step: Step | None) -> list[tuple[Step, int]]:
    """The steps of the flow that `step` belongs to, each with the number of its registered points; two queries."""
    if step is None:
        return []
    steps = list(Step.objects.filter(flow=step.flow_id).order_by("number"))
    points = RiskPoint.objects.in_force().filter(step__lineage__in=[one.lineage for one in steps])
    counts = dict(points.order_by().values_list("step__lineage").annotate(n=Count("pk")))
    return [(one, counts.get(one.lineage, 0)) for one in steps]
