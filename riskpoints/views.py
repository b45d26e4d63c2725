"""Pages of risk points: register, one point, its form, work list and queue."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.columns import PARAMETER
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, RolePage, TransitionPage
from powers.drawing import draw
from powers.models import Step
from riskpoints import counts
from riskpoints.choices import OPEN, PAST, RiskPointStatus
from riskpoints.filters import RiskPointFilter
from riskpoints.forms import RiskPointForm
from riskpoints.grading import SCALE, Grade, grade
from riskpoints.models import RiskPoint
from riskpoints.queue import neighbours
from riskpoints.revisions import contents_before, difference, revise
from riskpoints.same_elsewhere import kin_of
from riskpoints.tables import RiskPointTable


class RiskPoints(ListPage):
    model = RiskPoint
    as_csv = True
    form_of = "risk_points"
    table_class = RiskPointTable
    filterset_class = RiskPointFilter
    title = gettext_lazy("Risk points")
    intro = gettext_lazy("The register: where power can be abused, how gravely, and in which state the filing is.")
    empty = gettext_lazy("There is no risk point yet.")
    create_url = reverse_lazy("riskpoints:create")
    create_label = gettext_lazy("New risk point")

    def get_queryset(self) -> Any:
        rows = super().get_queryset().exclude(status__in=PAST)
        # Joined only for those who ask for the column.
        return rows.select_related("assigned_to") if "assigned_to" in self.request.GET.getlist(PARAMETER) else rows

    def total(self, rows: Any) -> int | None:
        filters = dict(getattr(self.filterset.form, "cleaned_data", {}))
        top = filters.pop("below", None)
        if top == "":  # no such unit
            return 0
        chosen = {name: value for name, value in filters.items() if value}
        known = None
        if chosen.keys() <= set(counts.CELLS):
            paths = self.request.user.paths_below(REGISTER_READERS, top or "")
            known = counts.total(paths, exclude=PAST, **chosen)
        return super().total(rows) if known is None else known


class RiskPointDetail(DetailPage):
    model = RiskPoint
    template_name = "riskpoints/detail.html"
    context_object_name = "point"

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("endorsed_by", "registered_by", "returned_by", "revises", "assigned_to")
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        point, user = self.object, self.request.user
        files = user.holds((Role.LIAISON,), at=point.unit)
        measures = point.root.measures.for_list().order_by("pk")
        revisions = list(point.root.revisions.select_related("filed_by", "registered_by").order_by("-pk"))
        before = contents_before(point.root) if any(r.status == RiskPointStatus.APPLIED for r in revisions) else {}
        return super().get_context_data(
            measures=measures,
            revisions=[(r, self._changed(r, before)) for r in revisions],
            open_revision=next((r for r in revisions if r.status in OPEN and r.pk != point.pk), None),
            difference=self._difference(point, before),
            may_edit=files and point.is_editable,
            may_revise=files and point.is_in_force,
            may_measure=files and (point.is_editable or point.is_in_force),
            way=neighbours(point, user, self.request.GET),
            **context,
        )

    @staticmethod
    def _changed(revision: RiskPoint, before: dict[int, RiskPoint]) -> list[dict[str, Any]]:
        """What a merged revision changed; what an open one would change stands on its own page."""
        if revision.status != RiskPointStatus.APPLIED:
            return []
        return [field for field in difference(revision, before.get(revision.revision)) if field["differs"]]

    @staticmethod
    def _difference(point: RiskPoint, before: dict[int, RiskPoint]) -> Any:
        """For a revision, against what it changes, or changed when it was registered."""
        if not point.revises:
            return None
        old = before.get(point.revision) if point.status == RiskPointStatus.APPLIED else point.revises
        return difference(point, old)


class Around(DetailPage):
    """Beside the page of a point: its flow as a small drawing, and what other units found of the same kind."""

    model = RiskPoint
    template_name = "riskpoints/_around.html"
    context_object_name = "point"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        point = self.object
        drawing = draw(point.step.flow, marks={point.step.pk: "here"}) if point.step else ""
        return super().get_context_data(drawing=drawing, kin=kin_of(point, self.request.user), **context)


class RiskPointEdit(EditPage):
    model = RiskPoint
    form_class = RiskPointForm
    template_name = "riskpoints/form.html"
    title_new = gettext_lazy("New risk point")
    title_edit = gettext_lazy("Edit risk point")

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        step = self.request.GET.get("step", "")
        if not self.object and step.isdecimal():
            initial["step"] = Step.objects.visible_to(self.request.user).filter(pk=step).first()
        return initial

    def save(self, form: Any) -> RiskPoint:
        if not self.object:
            form.instance.created_by = self.request.user
        return form.save()

    def done(self, row: RiskPoint) -> str:
        if row.root.measures.exists():
            return _("“%(row)s” was saved. File it when it is complete.") % {"row": row}
        return _("“%(row)s” was saved as a draft. Add a measure next, then file it.") % {"row": row}


class Revise(RolePage):
    """Start, or go on with, the revision of a registered point."""

    roles = (Role.LIAISON,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        point = get_object_or_404(RiskPoint.objects.visible_to(request.user), pk=pk)
        revision = revise(point, by=request.user)
        if revision.is_editable:
            return redirect("riskpoints:edit", revision.pk)
        return redirect(revision)


class RiskPointTransition(TransitionPage):
    model = RiskPoint


class GradePreview(RolePage):
    """The grade that the rule gives for the values in the form, for display while typing."""

    def get(self, request: SignedInRequest) -> HttpResponse:
        values = {name: request.GET.get(name, "") for name in ("likelihood", "harm", "importance", "frequency")}
        found = None
        if all(value.isdecimal() and int(value) in SCALE for value in values.values()):
            likelihood, harm, importance, frequency = (int(value) for value in values.values())
            majors = "three_majors" in request.GET
            found = grade(likelihood, harm, importance, frequency, three_majors=majors)
        context = {
            "grade": found,
            "managed_by": None if found is None else RiskPoint(grade=Grade(found)).managed_by,
        }
        return render(request, "riskpoints/_grade.html", context)
