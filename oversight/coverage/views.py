"""Pages of coverage: province → city → county → unit → row, and the jobs behind the figures."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import ListPage, Page
from ground.work import jobs
from oversight.coverage import accountability, area_figures, situation_views, warning_figures
from oversight.coverage.filters import CoverageFilter, NotHeldFilter, StepsFilter
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from oversight.coverage.rows import below
from oversight.coverage.tables import NotHeldTable, StepTable, UnitCoverageTable
from powers.models import Step
from riskpoints.models import RiskPoint
from riskwarnings import assessments
from units.models import Unit
from units.views import AtUnit


class WarningsByArea(AtUnit):
    """Open warnings by level, answer time and overdue share of an area, drilled down to its parts."""

    template_name = "coverage/warnings.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        parts = warning_figures.parts_of(self.unit, self.request.user)
        figures = sum((part.figures for part in parts), warning_figures.Warned())
        months = warning_figures.by_month(self.unit, self.request.user)
        return super().get_context_data(
            parts=parts,
            figures=figures,
            levels=warning_figures.by_level(self.unit, figures),
            whole=warning_figures.addresses(self.unit),
            months=months,
            most=max(1, *(issued for _month, issued, _up in months)),
            **context,
        )


class Accountability(AtUnit):
    """Duties that were not done, by unit and leader."""

    template_name = "coverage/accountability.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        lines, more = accountability.lines(self.unit, self.request.user)
        areas = Unit.objects.get_children(self.unit).filter(is_area=True) if self.unit.is_area else []
        kinds = accountability.KINDS.values()
        return super().get_context_data(lines=lines, kinds=kinds, more=more, areas=areas, **context)


class Coverage(AtUnit):
    """The situation of an area; of a unit its own page tells."""

    template_name = "coverage/situation.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        mark = request.GET.get("missing", "")
        if mark and mark not in MARK_LABELS:
            raise Http404
        if not self.unit.is_area:
            return redirect(self.unit)
        if mark:  # the list that this page once held
            return redirect(below("dashboards:units", self.unit, missing=mark))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**situation_views.context_of(self.unit, self.request.GET), **context)


class Units(ListPage):
    """Units to cover with their six marks: the rows behind the figures of an area."""

    model = UnitCoverage
    table_class = UnitCoverageTable
    filterset_class = CoverageFilter
    order = ("path",)
    as_csv = True
    template_name = "coverage/units.html"
    title = gettext_lazy("Coverage by unit")
    intro = gettext_lazy("Units to cover, with the marks that each holds.")
    empty = gettext_lazy("No units match.")

    def get_queryset(self) -> Any:
        return super().get_queryset().to_cover().select_related("unit")


class Steps(ListPage):
    """Steps of the flows in force, and which of them nobody has assessed yet."""

    model = Step
    table_class = StepTable
    filterset_class = StepsFilter
    order = ("pk",)
    as_csv = True
    template_name = "coverage/units.html"
    title = gettext_lazy("Steps of current flows")
    intro = gettext_lazy("A step is assessed once a risk point is registered at it, or it is signed as free of risk.")
    empty = gettext_lazy("No steps match.")

    def get_queryset(self) -> Any:
        return super().get_queryset().current().select_related("flow__power_item__unit", "handler", "monitor")


class NotHeld(ListPage):
    """The points in force that the fourth mark misses."""

    model = RiskPoint
    as_csv = True
    table_class = NotHeldTable
    filterset_class = NotHeldFilter
    template_name = "coverage/not_held.html"
    title = gettext_lazy("Points without enough measures")
    intro = gettext_lazy(
        "Registered risk points without a live measure, or with less than their domain's control plan asks."
    )
    empty = gettext_lazy("Every risk point in force has the measures it needs.")

    def get_queryset(self) -> Any:
        return area_figures.points_not_held(super().get_queryset())


class Jobs(Page):
    """The periodic jobs: when, how the last runs went, and start one now."""

    roles = (Role.ADMINISTRATOR, Role.CHECKER)
    template_name = "coverage/jobs.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_run = self.request.user.holds((Role.ADMINISTRATOR,))
        return super().get_context_data(
            jobs=jobs.overview(), assessments=assessments.recent(), may_run=may_run, **context
        )

    def post(self, request: SignedInRequest) -> HttpResponse:
        name = request.POST.get("job", "")
        if name not in jobs.SHOWN or not request.user.holds((Role.ADMINISTRATOR,)):
            raise Http404
        if name == "assess":
            assessments.ask(by=request.user)  # another one beside tonight's
        else:
            try:
                jobs.ask(name)
            except OperationalError as error:
                raise NotAllowed(
                    _("The background service cannot be reached at the moment. Try again in a minute.")
                ) from error
        messages.success(request, _("The job was started; reload to see its result."))
        return redirect("dashboards:jobs")


class Assessments(Page):
    """How far the assessments are, for the page of the jobs that asks while one runs."""

    roles = Jobs.roles
    template_name = "coverage/_assessments.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(assessments=assessments.recent(), **context)
