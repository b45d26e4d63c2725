"""Pages of coverage: province → city → county → unit → row, and the jobs behind the figures."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.paging import paged
from ground.pages.requests import SignedInRequest
from ground.pages.views import ListPage, Page
from ground.work import jobs
from oversight.coverage import accountability, area_figures, warning_figures
from oversight.coverage.filters import NotHeldFilter
from oversight.coverage.models import MARK_LABELS
from oversight.coverage.tables import NotHeldTable, UnitCoverageTable
from riskpoints.grading import Grade
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
            levels=list(figures.open_by_level.items()),
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
        return super().get_context_data(lines=lines, more=more, areas=areas, **context)


class Coverage(AtUnit):
    """Coverage of an area with its parts; of a unit its own page tells."""

    template_name = "coverage/coverage.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs) if self.unit.is_area else redirect(self.unit)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(mark_labels=MARK_LABELS, **context, **self._area())

    def _area(self) -> dict[str, Any]:
        unit, mark = self.unit, self.request.GET.get("missing", "")
        own = area_figures.own_figures(unit)
        figures = sum(own.values(), area_figures.Figures())
        parts = area_figures.parts(unit, own)
        rows, n = area_figures.own_units(unit), own.get(unit.path, area_figures.Figures()).units
        heading = _("Units of this level")
        if mark:
            if mark not in MARK_LABELS:
                raise Http404
            rows, n = area_figures.missing_units(unit, mark), figures.units - figures.marks[mark]
            heading = _("Units without the mark “%(mark)s”") % {"mark": MARK_LABELS[mark]}
        table = paged(self.request, UnitCoverageTable, rows, ("path",), total=n, empty_text=_("No unit."))
        table.heading, table.anchor = heading, "#rows"
        trend = area_figures.trend(unit)
        return {
            "figures": figures,
            "parts": parts,
            "table": table,
            "missing": mark,
            "heat": area_figures.heat(unit),
            "grades": Grade,
            "trend": trend,
            "map": self._map(parts) if unit.level == "province" else None,
            "trend_data": [
                {"day": s.day.isoformat(), "covered": s.covered, "units": s.units, "points": s.points} for s in trend
            ],
        }

    @staticmethod
    def _map(parts: list[area_figures.Part]) -> list[dict[str, Any]]:
        return [
            {
                "code": p.area.division_id,
                "name": p.area.name,
                "covered": p.figures.covered,
                "units": p.figures.units,
                "url": reverse("dashboards:unit", args=[p.area.pk]),
            }
            for p in parts
            if p.area
        ]


class NotHeld(ListPage):
    """The points in force that the fourth mark misses."""

    model = RiskPoint
    as_csv = True
    table_class = NotHeldTable
    filterset_class = NotHeldFilter
    template_name = "coverage/not_held.html"
    title = gettext_lazy("Points not held")
    intro = gettext_lazy(
        "Registered risk points without a live measure, or with less than their domain's control plan asks."
    )
    empty = gettext_lazy("Every risk point in force is held.")

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
                raise NotAllowed(_("No worker can be reached at the moment. Try again in a minute.")) from error
        messages.success(request, _("The job was handed to the worker; reload to see its result."))
        return redirect("dashboards:jobs")


class Assessments(Page):
    """How far the assessments are, for the page of the jobs that asks while one runs."""

    roles = Jobs.roles
    template_name = "coverage/_assessments.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(assessments=assessments.recent(), **context)
