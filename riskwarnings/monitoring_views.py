"""Pages of monitoring points and observer teams."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, RolePage
from riskwarnings.filters import MonitoringPointFilter, TeamFilter
from riskwarnings.forms import MonitoringPointForm, ObserverForm, TeamForm
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam
from riskwarnings.tables import MonitoringPointTable, TeamTable
from units.models import Unit

READERS = (Role.INSPECTOR, Role.CHECKER, Role.OBSERVER)


class MonitoringPoints(ListPage):
    roles = READERS
    model = MonitoringPoint
    as_csv = True
    table_class = MonitoringPointTable
    filterset_class = MonitoringPointFilter
    order = ("code", "pk")
    title = gettext_lazy("Monitoring points")
    intro = gettext_lazy("Where observers report from: unit, place and team.")
    empty = gettext_lazy("There is no monitoring point yet.")
    create_url = reverse_lazy("warnings:point_create")
    create_label = gettext_lazy("New monitoring point")
    create_roles = INSPECTORS
    template_name = "warnings/points.html"


class MonitoringPointEdit(EditPage):
    roles = INSPECTORS
    model = MonitoringPoint
    form_class = MonitoringPointForm
    title_new = gettext_lazy("New monitoring point")
    title_edit = gettext_lazy("Edit monitoring point")


class Teams(ListPage):
    roles = READERS
    model = ObserverTeam
    table_class = TeamTable
    filterset_class = TeamFilter
    order = ("unit__path", "name")
    title = gettext_lazy("Observer teams")
    intro = gettext_lazy("Observer teams and their monitoring points.")
    empty = gettext_lazy("There is no team yet.")
    create_url = reverse_lazy("warnings:team_create")
    create_label = gettext_lazy("New team")
    create_roles = INSPECTORS

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("unit").distinct()
        return rows.annotate(
            people=Count("observers", filter=Q(observers__until=None), distinct=True),
            places=Count("points", filter=Q(points__is_active=True), distinct=True),
        )


class TeamDetail(DetailPage):
    roles = READERS
    model = ObserverTeam
    template_name = "warnings/team.html"
    context_object_name = "team"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit").distinct()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        keeps = self.request.user.holds(INSPECTORS, at=self.object.unit)
        context.setdefault("form", ObserverForm(team=self.object) if keeps else None)
        return super().get_context_data(
            observers=self.object.observers.in_force().select_related("user"),
            points=self.object.points.filter(is_active=True).select_related("unit"),
            keeps=keeps,
            **context,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """An account joins."""
        self.object = self.get_object()
        _keeper(request, self.object)
        form = ObserverForm(request.POST, team=self.object)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        with recorded(request.user, action="observer.create"):
            form.save()
        messages.success(request, _("The account belongs to the team."))
        return redirect(self.object)


class TeamEdit(EditPage):
    roles = INSPECTORS
    model = ObserverTeam
    form_class = TeamForm
    title_new = gettext_lazy("New team")
    title_edit = gettext_lazy("Edit team")

    def units(self) -> Any:
        """A team works for an area as well as for a unit."""
        return Unit.objects.reachable_by(self.request.user, self.roles)


class ObserverLeave(RolePage):
    """POST only: an account leaves its team."""

    roles = INSPECTORS

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        observer = get_object_or_404(Observer.objects.in_force().select_related("team__unit"), pk=pk)
        _keeper(request, observer.team)
        with recorded(request.user, action="observer.withdraw"):
            observer.until = timezone.localdate()
            observer.save(update_fields=["until"])
        return redirect(observer.team)


def _keeper(request: SignedInRequest, team: ObserverTeam) -> None:
    """Raises Http404 for a team that the person does not keep."""
    kept = ObserverTeam.objects.filter(request.user.where_holds(INSPECTORS, "unit__path"))
    get_object_or_404(kept, pk=team.pk)
