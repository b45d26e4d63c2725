"""Pages of power items."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NOT_YOUR_STEP
from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.tabs import TabbedPage
from ground.pages.views import EditPage, ListPage, RolePage, TransitionPage
from powers.choices import FlowStatus
from powers.filters import PowerFilter
from powers.forms import PowerForm
from powers.models import Flow, PowerItem
from powers.tables import PowerTable
from powers.tabs import POWER, may_draw


class Powers(ListPage):
    model = PowerItem
    as_csv = True
    form_of = "power_items"
    table_class = PowerTable
    order = ("unit_id", "code")
    filterset_class = PowerFilter
    title = gettext_lazy("Power items")
    intro = gettext_lazy("The catalogue of powers: each unit's powers, their basis and exercising post.")
    empty = gettext_lazy("No powers yet. Add the unit's first one, or adopt it from the library.")
    create_url = reverse_lazy("powers:create")
    create_label = gettext_lazy("New power item")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "domain").with_current_flow()


class PowerDetail(TabbedPage):
    """A power in tabs; the apps above add what they know of it (`tabs.py`)."""

    model = PowerItem
    tabs_of = POWER
    template_name = "powers/detail.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "domain", "exercising_post")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        item, user = self.object, self.request.user
        return super().get_context_data(
            may_edit=user.holds((Role.LIAISON,), at=item.unit) and item.is_editable,
            draws_first=may_draw(item, user) and not item.flows.exists(),
            **context,
        )


class PowerEdit(EditPage):
    model = PowerItem
    form_class = PowerForm
    title_new = gettext_lazy("New power item")
    title_edit = gettext_lazy("Edit power item")


class FlowCreate(RolePage):
    """Start a flow: the first version empty, a later one as a copy of the newest."""

    roles = (Role.LIAISON,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        item = get_object_or_404(PowerItem.objects.visible_to(request.user), pk=pk)
        if not request.user.holds(self.roles, at=item.unit):
            raise NotAllowed(NOT_YOUR_STEP)
        if item.flows.filter(status=FlowStatus.DRAFT).exists():
            raise NotAllowed(_("There is a draft already; go on with that one."))
        newest = item.flows.order_by("-version").first()
        if newest:
            flow = newest.new_version(by=request.user)
        else:
            with recorded(request.user, action="flow.create"):
                flow = Flow.objects.create(power_item=item)
        return redirect("powers:flow_edit", flow.pk)


class PowerTransition(TransitionPage):
    model = PowerItem


class FlowTransition(TransitionPage):
    model = Flow
