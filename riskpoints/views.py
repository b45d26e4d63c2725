"""Pages of risk points: the register and one point."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.columns import PARAMETER
from ground.pages.requests import SignedInRequest
from ground.pages.tabs import TabbedPage
from ground.pages.views import ListPage, RolePage, TransitionPage
from riskpoints import counts
from riskpoints.choices import OPEN, PAST, RiskPointStatus
from riskpoints.filings import judged_as_it_stands
from riskpoints.filters import RiskPointFilter
from riskpoints.models import RiskPoint
from riskpoints.point_tabs import POINT
from riskpoints.queue import neighbours
from riskpoints.revisions import revise
from riskpoints.tables import RiskPointTable

PEOPLE = ("filed_by", "assigned_to")


class RiskPoints(ListPage):
    model = RiskPoint
    as_csv = True
    form_of = "risk_points"
    table_class = RiskPointTable
    filterset_class = RiskPointFilter
    title = gettext_lazy("Risk points")
    intro = gettext_lazy("Where power can be abused, how gravely, and the status of each filing.")
    empty = gettext_lazy("There is no risk point yet.")
    create_url = reverse_lazy("riskpoints:create")
    create_label = gettext_lazy("New risk point")

    def get_queryset(self) -> Any:
        # People are joined only for those who ask for their columns.
        people = [name for name in PEOPLE if name in self.request.GET.getlist(PARAMETER)]
        return super().get_queryset().for_register(*people).exclude(status__in=PAST)

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


class RiskPointDetail(TabbedPage):
    """A risk point in tabs; the apps above add what they know of it (`tabs.py`)."""

    model = RiskPoint
    tabs_of = POINT
    template_name = "riskpoints/detail.html"
    context_object_name = "point"

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("endorsed_by", "registered_by", "returned_by", "revises", "assigned_to", "holding")
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        point, user = self.object, self.request.user
        files = user.holds((Role.LIAISON,), at=point.unit)
        may_edit = files and point.is_editable
        # A gap to the plan does not keep it from being filed: the dialog asks why.
        is_incomplete = may_edit and any(
            item.at != "plan_gap_reason" for item in judged_as_it_stands(point, user).missing
        )
        is_mended_first = is_incomplete or (may_edit and point.status == RiskPointStatus.RETURNED)
        return super().get_context_data(
            open_revision=next((r for r in point.history if r.status in OPEN and r.pk != point.pk), None),
            may_edit=may_edit,
            is_mended_first=is_mended_first,
            without="file" if is_incomplete else "",
            may_revise=files and point.is_in_force,
            may_measure=files and (point.is_editable or point.is_in_force),
            way=neighbours(point, user, self.request.GET),
            **context,
        )


class Around(RolePage):
    """An address of earlier versions: what surrounds a point is a tab of its page."""

    roles = REGISTER_READERS

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        point = get_object_or_404(RiskPoint.objects.visible_to(request.user), pk=pk)
        return redirect("riskpoints:tab", point.pk, "place", permanent=True)


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
