"""Pages on which figures of the index are entered: survey scores, additions and deductions, what was done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.workbooks.incoming.files import MOST_BYTES, Unreadable
from ground.lifecycle.machine import NotAllowed
from ground.pages.requests import SignedInRequest
from ground.pages.views import EditPage, ListPage, RolePage
from oversight.index.filters import AdjustmentFilter, ScoreFilter, UseFilter
from oversight.index.forms import AdjustmentForm, ScoreForm, SurveyFileForm, UseForm
from oversight.index.lifecycle import INSPECTORS
from oversight.index.models import KEEPERS, Adjustment, Period, SurveyScore, Use
from oversight.index.surveys import blank_form, bring
from oversight.index.tables import AdjustmentTable, ScoreTable, UseTable
from oversight.index.views import PeriodDetail

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Enter(EditPage):
    """A form about a unit in a period, by an inspector of the unit."""

    roles = INSPECTORS
    listed = ""

    def next_url(self, row: Any) -> str:
        return f"{reverse(self.listed)}?period={row.period_id}"

    def save(self, form: Any) -> Any:
        if hasattr(form.instance, "by") and form.instance.by_id is None:
            form.instance.by = self.request.user
        return form.save()


class Scores(ListPage):
    roles = KEEPERS
    model = SurveyScore
    as_csv = True
    table_class = ScoreTable
    filterset_class = ScoreFilter
    title = gettext_lazy("Survey scores")
    intro = gettext_lazy(
        "Survey scores and number of answers of each unit. Whole forms can be imported on the page of a period."
    )
    empty = gettext_lazy("No score was entered yet.")
    create_url = reverse_lazy("index:score_create")
    create_label = gettext_lazy("Enter a score")
    create_roles = INSPECTORS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "period__unit", "part")


class ScoreEdit(_Enter):
    model = SurveyScore
    form_class = ScoreForm
    title_new = gettext_lazy("Enter a score")
    title_edit = gettext_lazy("Edit a score")
    listed = "index:scores"


class Adjustments(ListPage):
    model = Adjustment
    as_csv = True
    table_class = AdjustmentTable
    filterset_class = AdjustmentFilter
    title = gettext_lazy("Additions and deductions")
    intro = gettext_lazy("Praise adds and violations deduct; after a grave violation the index stays below B.")
    empty = gettext_lazy("No addition or deduction was entered yet.")
    create_url = reverse_lazy("index:adjustment_create")
    create_label = gettext_lazy("Enter an addition or deduction")
    create_roles = INSPECTORS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "period__unit", "by")


class AdjustmentEdit(_Enter):
    model = Adjustment
    form_class = AdjustmentForm
    title_new = gettext_lazy("Enter an addition or deduction")
    title_edit = gettext_lazy("Edit an addition or deduction")
    hint = gettext_lazy("About the unit, not about persons; the index is published.")
    listed = "index:adjustments"


class Uses(ListPage):
    model = Use
    as_csv = True
    table_class = UseTable
    filterset_class = UseFilter
    title = gettext_lazy("How the index was used")
    intro = gettext_lazy("Talks, inspections, corrections and praise based on an index.")
    empty = gettext_lazy("Nothing recorded yet.")
    create_url = reverse_lazy("index:use_create")
    create_label = gettext_lazy("Record what was done")
    create_roles = INSPECTORS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "period__unit", "by")


class UseEdit(_Enter):
    model = Use
    form_class = UseForm
    title_new = gettext_lazy("Record what was done")

    def next_url(self, row: Any) -> str:
        return f"{reverse('index:unit', args=[row.unit_id])}?period={row.period_id}"


class SurveyFormFile(RolePage):
    """The form of a period to fill in, with the units of this person."""

    roles = INSPECTORS

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        period = get_object_or_404(Period.objects.visible_to(request.user), pk=pk)
        response = HttpResponse(blank_form(period, request.user), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="index-{period.pk}.xlsx"'
        return response


class SurveyFile(PeriodDetail):
    """POST only: bring in a filled form; where a row is wrong, nothing is written and the page tells which."""

    roles = INSPECTORS
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        form = SurveyFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(file_form=form), status=422)
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise Unreadable("too_large", limit=MOST_BYTES // 2**20)
            brought = bring(self.object, file.read(), file.name, by=request.user)
        except (Unreadable, NotAllowed) as error:
            form.add_error("file", str(error))
            return self.render_to_response(self.get_context_data(file_form=form), status=422)
        if brought.wrong:
            return self.render_to_response(self.get_context_data(file_form=form, brought=brought), status=422)
        figures = {"written": f"{brought.written:,}", "same": f"{brought.same:,}"}
        messages.success(request, _("%(written)s scores were imported; %(same)s were there already.") % figures)
        return redirect(self.object)
