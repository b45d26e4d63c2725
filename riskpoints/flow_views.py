"""A flow with what was found on its steps: the drawing with grades, and steps signed as free of risk."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, RolePage, TransitionPage
from powers.choices import FlowStatus
from powers.drawing import draw
from powers.lifecycle import faults_of
from powers.models import Flow, Step
from riskpoints.choices import FindingStatus
from riskpoints.findings import sign_no_risk
from riskpoints.grading import ORDER, Grade
from riskpoints.models import NoRiskFinding, RiskPoint


def found_on(flow: Flow) -> tuple[dict[int, list[RiskPoint]], dict[int, NoRiskFinding]]:
    """Registered points and signed findings of the steps of `flow`, by step; two queries.

    Points stay with a step from version to version through its lineage.
    """
    by_lineage = dict(flow.steps.values_list("lineage", "pk"))
    points: dict[int, list[RiskPoint]] = defaultdict(list)
    rows = RiskPoint.objects.in_force().filter(step__lineage__in=by_lineage).select_related("step")
    for point in rows.order_by("pk"):
        assert point.step
        points[by_lineage[point.step.lineage]].append(point)
    findings = {
        by_lineage[finding.step.lineage]: finding
        for finding in NoRiskFinding.objects.filter(
            step__lineage__in=by_lineage, status=FindingStatus.SIGNED
        ).select_related("step", "signed_by")
    }
    return points, findings


def marks_of(points: dict[int, list[RiskPoint]], findings: dict[int, NoRiskFinding]) -> dict[int, str]:
    """The mark of each step: its highest grade, or "none" where no risk was found."""
    marks: dict[int, str] = dict.fromkeys(findings, "none")
    for step, found in points.items():
        if found:
            marks[step] = max((Grade(p.grade) for p in found), key=ORDER.index)
    return marks


class FlowDetail(DetailPage):
    model = Flow
    template_name = "riskpoints/flow.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("power_item__unit", "confirmed_by", "published_by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        flow, user = self.object, self.request.user
        problems = []
        if flow.status in (FlowStatus.DRAFT, FlowStatus.CONFIRMED):
            problems = faults_of(Flow.objects.filter(pk=flow.pk)).get(flow.pk, [])
        points, findings = found_on(flow)
        steps = list(flow.steps.select_related("handler", "monitor").order_by("number"))
        rows = [{"step": s, "points": points.get(s.pk, []), "finding": findings.get(s.pk)} for s in steps]
        files = user.holds((Role.LIAISON,), at=flow.unit)
        return super().get_context_data(
            drawing=draw(
                flow,
                marks=marks_of(points, findings),
                faulty={p.step for p in problems if p.step is not None},
            ),
            problems=problems,
            rows=rows,
            may_edit=files and flow.is_editable,
            may_file=files,
            may_sign=user.holds((Role.UNIT_HEAD,), at=flow.unit) and flow.status != FlowStatus.SUPERSEDED,
            **context,
        )


class SignNoRisk(RolePage):
    """The unit head signs that a step holds no risk."""

    roles = (Role.UNIT_HEAD,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        step = get_object_or_404(
            Step.objects.visible_to(request.user).select_related("flow__power_item__unit"), pk=pk
        )
        sign_no_risk(step, by=request.user, note=request.POST.get("note", ""))
        messages.success(request, _("You signed that step “%(step)s” holds no risk.") % {"step": step.name})
        return redirect(step.flow)


class FindingTransition(TransitionPage):
    model = NoRiskFinding
