"""Pages of the domain control plans, and what a plan asks of one risk point."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import Role
from ground.pages.views import DetailPage, EditPage, ListPage
from measures import control_plans
from measures.choices import lacking, names_of
from measures.filters import ControlPlanFilter
from measures.forms import ControlPlanForm
from measures.models import ControlPlan, Measure
from measures.tables import ControlPlanTable
from riskpoints.models import RiskPoint
from units.models import Unit

INSPECTOR = (Role.INSPECTOR,)


class Plans(ListPage):
    model = ControlPlan
    table_class = ControlPlanTable
    filterset_class = ControlPlanFilter
    order = ("domain", "pk")
    title = gettext_lazy("Domain control plans")
    intro = gettext_lazy("The minimum measures for risk points of a domain, by grade.")
    empty = gettext_lazy("There is no control plan yet.")
    create_url = reverse_lazy("measures:plan_create")
    create_label = gettext_lazy("New control plan")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        return context | {"may_create": self.request.user.holds(INSPECTOR, at=Unit.objects.top())}


class PlanDetail(DetailPage):
    model = ControlPlan
    template_name = "measures/plan.html"
    context_object_name = "plan"

    def get_template_names(self) -> list[str]:
        # While the worker puts a change in force the card of the requirements asks for itself.
        return ["measures/_asked.html"] if self.request.headers.get("HX-Request") else [self.template_name]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_edit = self.request.user.holds(INSPECTOR, at=Unit.objects.top())
        return super().get_context_data(asked=self.object.asked, may_edit=may_edit, **context)


class PlanEdit(EditPage):
    """A plan holds for the whole province, and is kept by the inspectors of the province."""

    roles = INSPECTOR
    model = ControlPlan
    form_class = ControlPlanForm
    template_name = "measures/plan_form.html"
    title_new = gettext_lazy("New control plan")
    title_edit = gettext_lazy("Edit control plan")
    hint = gettext_lazy("What a plan asks counts in the coverage of every unit that has risk points in the domain.")

    def unit_of(self, row: ControlPlan) -> Unit:
        return Unit.objects.top()

    def choose_unit(self) -> None:
        self.unit = Unit.objects.top()
        if not self.request.user.holds(INSPECTOR, at=self.unit):
            raise PermissionDenied(_("Control plans are kept by the inspectors of the province."))

    def save(self, form: ControlPlanForm) -> ControlPlan:
        plan = form.save(commit=False)
        has_to_act = control_plans.want(plan, form.asked(), by=self.request.user)
        plan.save()
        if has_to_act:
            control_plans.CHANGES.hand_on(plan.pk)
        return plan


class PlanOf(DetailPage):
    """Beside the measures of a risk point: what the control plan of its domain asks, and what is missing."""

    model = RiskPoint
    template_name = "measures/_plan_of.html"
    context_object_name = "point"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        point = self.object
        plan = ControlPlan.objects.filter(domain=point.domain_id).first()
        asked = plan.requirements.filter(grade=point.grade).first() if plan else None
        live = list(Measure.objects.live().filter(points=point.root)) if asked else []
        missing = lacking(asked.methods, {measure.method for measure in live}) if asked else []
        short = bool(missing) or (asked is not None and len(live) < asked.least)
        return super().get_context_data(
            plan=plan,
            asked=[asked] if asked else [],
            live=len(live),
            lacking=names_of(missing),
            short=short,
            **context,
        )
