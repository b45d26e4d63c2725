"""Pages of the integrity index: of an area or a unit, the periods with their computations, the sheets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.paging import counted, paged
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, RolePage, TransitionPage
from oversight.index import drawings, editions, surveys
from oversight.index.choices import COUNTED, Breadth, IndexGrade, PeriodStatus
from oversight.index.computations import differing
from oversight.index.filters import PeriodFilter, SheetFilter
from oversight.index.forms import PartForms, PeriodForm, SheetForm, SurveyFileForm
from oversight.index.lifecycle import INSPECTORS
from oversight.index.models import (
    KEEPERS,
    Adjustment,
    Computation,
    Figure,
    Period,
    Sheet,
    SheetPart,
    SurveyScore,
    Use,
)
from oversight.index.sheets import new_sheet, parts_to_start_from
from oversight.index.tables import FigureTable, OpenFigureTable, PeriodTable, SheetTable
from units.models import Unit
from units.views import AtUnit


def _may_open(sheet: Sheet, user: Any) -> bool:
    """Whether `user` may read the page of the sheet; the index itself is open to more people."""
    if not user.is_authenticated or not user.holds(SheetDetail.roles):
        return False
    return bool(Sheet.objects.visible_to(user).filter(pk=sheet.pk).exists())


def _about(request: Any, unit: Unit, user: Any, *, opens: str, table_class: Any) -> dict[str, Any]:
    """What the page of a unit or area shows. Raises Http404 for a period that it has no index of."""
    figures = editions.editions(unit, user)
    figure = editions.chosen(figures, request.GET.get("period", ""))
    if figure is None:
        if request.GET.get("period"):
            raise Http404
        return {"figures": [], "figure": None}
    parts, without = editions.parts_of(figure)
    over_time, weighed = editions.trend(figures, figure), sum((p.points for p in parts), Decimal(0))
    found = {
        "figures": figures,
        "figure": figure,
        "may_open_sheet": _may_open(figure.computation.period.sheet, request.user),
        "period": figure.computation.period,
        "sheet": figure.computation.period.sheet,
        "parts": parts,
        "without": without,
        "trend": over_time,
        "curve": drawings.curve(over_time),
        "group": editions.group_label(figure.group),
        "counted": COUNTED,
        "weighed": weighed,
        "adjusted": figure.score - weighed if figure.score is not None and figure.is_adjusted else None,
    }
    if not figure.is_area:
        return found
    sheet = [part.part for part in parts]
    return found | _areas(request, figure, figures, user, opens, sheet) | _units(request, figure, user, table_class)


def _areas(
    request: Any, figure: Figure, figures: list[Figure], user: Any, opens: str, sheet: list[SheetPart]
) -> dict[str, Any]:
    """The areas below by what the reader looks at. Raises Http404 for what there is not."""
    metric, metrics = request.GET.get("part", ""), drawings.metrics(sheet)
    if metric not in dict(metrics):
        raise Http404
    areas = editions.areas_of(figure, user)
    lines = drawings.lines(editions.changes(areas, editions.previous(figure, figures), user), metric)
    query = urlencode({"period": figure.computation.period_id} | ({"part": metric} if metric else {}))
    return {
        "areas": lines,
        "kept": query,
        "metric": metric,
        "metrics": metrics,
        "metric_label": dict(metrics)[metric],
        "map": drawings.area_map(lines, opens, query) if figure.unit.level == "province" else None,
    }


def _units(request: Any, figure: Figure, user: Any, table_class: Any) -> dict[str, Any]:
    """The units below, as far as the reader sees them. Raises Http404 for a grade that there is not."""
    rows, grade = editions.below(figure, user).filter(score__isnull=False), request.GET.get("grade", "")
    if grade:
        if grade not in IndexGrade.values:
            raise Http404
        rows = rows.filter(grade=grade)
    # A long list follows the tree, whose index it can walk; a short one the ranks.
    total = counted(rows)
    order = ("path",) if total is None else ("group", "rank", "path")
    return {
        "grades": editions.grades(figure, user),
        "shows_units": figure.computation.period.breadth == Breadth.ALL or (user and user.holds(REGISTER_READERS)),
        "grade": grade,
        "table": paged(request, table_class, rows, order, total=total, empty_text=_("No unit.")),
    }


class Index(AtUnit):
    """The index of an area with its parts, or of a unit opened to its inputs."""

    template_name = "index/index.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        context |= _about(self.request, self.unit, user, opens="index:unit", table_class=FigureTable)
        if context["figure"] and not self.unit.is_area:
            of = {"period": context["period"], "unit": self.unit}
            context["adjustments"] = Adjustment.objects.filter(pk__in=self._adjustments(context["figure"]))
            context["uses"] = Use.objects.filter(**of).select_related("by")
            context["may_record"] = context["figure"].computation.is_public and user.holds(INSPECTORS, at=self.unit)
        return super().get_context_data(measures=user.holds(KEEPERS), **context)

    @staticmethod
    def _adjustments(figure: Figure) -> list[int]:
        return [a["id"] for a in figure.inputs.get("adjustments", [])]


def _with_index(areas: Any) -> list[Unit]:
    """Of these areas, from the top, the top itself and those of which an index is published."""
    published = Figure.objects.filter(computation__published_at__isnull=False, computation__withdrawn_at=None)
    found = set(published.filter(unit__in=areas).values_list("unit", flat=True))
    return [area for n, area in enumerate(areas) if n == 0 or area.pk in found]


def open_index(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """The published index, open to all: of the whole area, or of one unit or area in it."""
    wanted = {"pk": pk} if pk else {"depth": 1, "is_area": True}
    unit = get_object_or_404(Unit.objects.select_related("division"), **wanted)
    context = _about(request, unit, None, opens="open_index_of", table_class=OpenFigureTable)
    if pk and context["figure"] is None:
        raise Http404
    above = _with_index(Unit.objects.get_ancestors(unit)) if pk else []
    return render(request, "index/open.html", {"unit": unit, "ancestors": above, **context})


class Periods(ListPage):
    model = Period
    table_class = PeriodTable
    filterset_class = PeriodFilter
    order = ("-ends_on", "-pk")
    title = gettext_lazy("Index periods")
    intro = gettext_lazy("Periods, the sheet each one uses, and their progress.")
    empty = gettext_lazy("There is no period yet.")
    create_url = reverse_lazy("index:period_create")
    create_label = gettext_lazy("New period")
    create_roles = INSPECTORS
    template_name = "index/periods.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_read_scores=self.request.user.holds(KEEPERS), **context)


class _OfArea(EditPage):
    """A form for an area that the person inspects."""

    roles = INSPECTORS

    def units(self) -> Any:
        return Unit.objects.reachable_by(self.request.user, INSPECTORS).filter(is_area=True)


class PeriodEdit(_OfArea):
    model = Period
    form_class = PeriodForm
    title_new = gettext_lazy("New period")
    title_edit = gettext_lazy("Edit period")
    hint = gettext_lazy("The sheet says what is measured, and how much each part weighs.")


class PeriodDetail(DetailPage):
    """A period: what was collected, its computations, what may be done."""

    model = Period
    template_name = "index/period.html"
    context_object_name = "period"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        period, user = self.object, self.request.user
        mine = SurveyScore.objects.filter(period=period, unit__in=surveys.units_of(period, user).values("pk"))
        entered = dict(mine.order_by().values_list("part").annotate(n=Count("pk")))
        context.setdefault("file_form", SurveyFileForm())
        enters = user.holds(INSPECTORS)
        return super().get_context_data(
            parts=[(part, entered.get(part.pk, 0)) for part in period.sheet.parts.all()],
            units=surveys.units_of(period, user).count() if enters else 0,
            enters=enters and period.is_editable,
            may_edit=user.holds(INSPECTORS, at=period.unit) and period.is_editable,
            measures=user.holds(KEEPERS, at=period.unit),
            is_computing=period.status == PeriodStatus.COMPUTING and period.computations.at_work().exists(),
            computations=period.computations.select_related("by", "published_by", "withdrawn_by"),
            counted=COUNTED,
            **context,
        )


class PeriodTransition(TransitionPage):
    model = Period


class Recompute(RolePage):
    """POST only: compute an edition anew from its frozen inputs, and tell whether a digit differs."""

    roles = KEEPERS

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        computation = get_object_or_404(
            Computation.objects.select_related("period").done(),
            request.user.where_holds(KEEPERS, "period__unit__path"),
            pk=pk,
        )
        count = differing(computation)
        if count:
            sentence = _("%(count)s figures differ from what the frozen inputs give.") % {"count": count}
            messages.error(request, sentence)
        else:
            sentence = _("Recomputed from the frozen inputs: all %(units)s units are identical to the last digit.")
            messages.success(request, sentence % {"units": f"{computation.units:,}"})
        return redirect(computation.period)


class Sheets(ListPage):
    model = Sheet
    table_class = SheetTable
    filterset_class = SheetFilter
    order = ("-valid_from", "-pk")
    title = gettext_lazy("Indicator sheets")
    intro = gettext_lazy("What the index measures and the weight of each part, by version.")
    empty = gettext_lazy("No sheets yet.")
    create_url = reverse_lazy("index:sheet_create")
    create_label = gettext_lazy("New sheet")
    create_roles = INSPECTORS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "by")


class SheetDetail(DetailPage):
    model = Sheet
    template_name = "index/sheet.html"
    context_object_name = "sheet"
    roles = REGISTER_READERS

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        parts = [(part, COUNTED[part.source]) for part in self.object.parts.all()]
        return super().get_context_data(parts=parts, **context)


class SheetCreate(_OfArea):
    """A new version of an area's sheet, with what holds today to start from."""

    model = Sheet
    form_class = SheetForm
    template_name = "index/sheet_form.html"
    title_new = gettext_lazy("New sheet")
    hint = gettext_lazy("A sheet is never changed: periods that were measured by an older one keep it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {name: kwargs[name] for name in kwargs.keys() - {"unit", "user", "instance"}}

    def part_forms(self) -> Any:
        if self.request.method == "POST":
            return PartForms(self.request.POST, prefix="parts")
        start = parts_to_start_from(self.unit)
        forms = PartForms(initial=start, prefix="parts")
        forms.extra = len(start) + 2
        return forms

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, parts = self.get_form(), self.part_forms()
        if form.is_valid() and parts.is_valid():
            weighed = [
                {name: f.cleaned_data[name] for name in ("name", "source", "weight")}
                for f in parts
                if f.cleaned_data.get("name")
            ]
            try:
                sheet = new_sheet(self.unit, by=request.user, parts=weighed, **form.cleaned_data)
            except ValidationError as error:
                for sentence in error.messages:
                    form.add_error(None, sentence)
            else:
                messages.success(request, self.done(sheet))
                return redirect(sheet)
        return self.render_to_response(self.get_context_data(form=form, part_forms=parts), status=422)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("part_forms", self.part_forms())
        return super().get_context_data(**context)
