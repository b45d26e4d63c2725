"""Pages of measures, rules and evidence, and the files behind them."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.keys import is_key
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NOT_YOUR_STEP
from ground.lifecycle.roles import Role
from ground.pages.downloads import Download
from ground.pages.requests import SignedInRequest
from ground.pages.tabs import TabbedPage
from ground.pages.views import EditPage, ListPage, TransitionPage
from measures.filters import MeasureFilter, RuleFilter
from measures.forms import EvidenceForm, MeasureForm, RuleForm
from measures.measure_tabs import EVIDENCE, MEASURE, may_attach
from measures.models import Evidence, Measure, Rule
from measures.rule_tabs import RULE, may_edit
from measures.tables import MeasureTable, RuleTable
from riskpoints.models import RiskPoint


class Measures(ListPage):
    model = Measure
    as_csv = True
    table_class = MeasureTable
    filterset_class = MeasureFilter
    title = gettext_lazy("Measures")
    intro = gettext_lazy("Control measures: method, responsible post, due date and whether they work.")
    empty = gettext_lazy("There is no measure yet. It is entered for a risk point.")
    create_url = reverse_lazy("measures:create")
    create_label = gettext_lazy("New measure")


class MeasureDetail(TabbedPage):
    """A measure in tabs (`measure_tabs.py`)."""

    model = Measure
    tabs_of = MEASURE
    template_name = "measures/detail.html"
    context_object_name = "measure"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("verified_by", "in_force_by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        measure, user = self.object, self.request.user
        context.setdefault("evidence_form", EvidenceForm())
        return super().get_context_data(
            may_edit=user.holds((Role.LIAISON,), at=measure.unit) and measure.is_editable, **context
        )

    def post(self, request: SignedInRequest, pk: int, tab: str = "") -> HttpResponse:
        """Attach a file of evidence."""
        self.object = self.get_object()
        if not may_attach(self.object, request.user):
            raise NotAllowed(NOT_YOUR_STEP)
        form = EvidenceForm(request.POST, request.FILES)
        if not form.is_valid():
            self.kwargs["tab"] = EVIDENCE  # where the form stands
            return self.render_to_response(self.get_context_data(evidence_form=form), status=422)
        form.instance.measure = self.object
        form.instance.keep(request.user)
        messages.success(request, _("The file was attached."))
        return redirect("measures:tab", pk, EVIDENCE)


class MeasureEdit(EditPage):
    model = Measure
    form_class = MeasureForm
    title_new = gettext_lazy("New measure")
    title_edit = gettext_lazy("Edit measure")

    def choose_unit(self) -> Any:
        point = self.point
        if point:
            if not self.request.user.holds(self.roles, at=point.unit):
                raise Http404
            self.unit = point.unit
            return None
        return super().choose_unit()

    @property
    def point(self) -> RiskPoint | None:
        wanted = self.request.GET.get("point", "")
        if not wanted:
            return None
        if not is_key(wanted):
            raise Http404
        return get_object_or_404(RiskPoint.objects.visible_to(self.request.user), pk=wanted)

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        if not self.object and self.point:
            initial["points"] = [self.point.root]
        return initial

    def save(self, form: MeasureForm) -> Measure:
        with transaction.atomic():
            measure = form.save()
            if form.cleaned_data.get("put_in_force"):
                measure.perform("put_in_force", by=self.request.user)
        return measure

    def next_url(self, row: Measure) -> str:
        return self.point.get_absolute_url() if self.point else row.get_absolute_url()


class MeasureTransition(TransitionPage):
    model = Measure


class Rules(ListPage):
    model = Rule
    as_csv = True
    table_class = RuleTable
    order = ("-enacted_on", "-pk")
    filterset_class = RuleFilter
    title = gettext_lazy("Rules and regulations")
    intro = gettext_lazy("The rules behind the measures: enacted, revised, abolished.")
    empty = gettext_lazy("There is no rule yet.")
    create_url = reverse_lazy("measures:rule_create")
    create_label = gettext_lazy("New rule")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "domain")


class RuleDetail(TabbedPage):
    """A rule in tabs (`rule_tabs.py`)."""

    model = Rule
    tabs_of = RULE
    template_name = "measures/rule.html"
    context_object_name = "rule"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "domain", "replaces", "successor")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_edit=may_edit(self.object, self.request.user), **context)


class RuleEdit(EditPage):
    model = Rule
    form_class = RuleForm
    title_new = gettext_lazy("New rule")
    title_edit = gettext_lazy("Edit rule")


class RuleTransition(TransitionPage):
    model = Rule


class RuleFile(Download):
    model = Rule


class EvidenceFile(Download):
    model = Evidence
