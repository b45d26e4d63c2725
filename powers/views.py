"""Pages of power items, and the form of a flow."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.changelog import recorded
from lifecycle.machine import NotAllowed
from lifecycle.roles import Role
from pages.requests import SignedInRequest
from pages.views import DetailPage, EditPage, ListPage, Page, RolePage, TransitionPage
from powers.choices import FlowStatus, PowerStatus
from powers.filters import PowerFilter
from powers.forms import PowerForm, StepFormSet
from powers.models import Flow, PowerItem
from powers.tables import PowerTable


class Powers(ListPage):
    model = PowerItem
    table_class = PowerTable
    order = ("unit_id", "code")
    filterset_class = PowerFilter
    title = gettext_lazy("Power items")
    intro = gettext_lazy("The catalogue of powers: what each unit may do, on what basis, by which post.")
    empty = gettext_lazy("No power item matches. Clear the filters, or enter the unit's first power.")
    create_url = reverse_lazy("powers:create")
    create_label = gettext_lazy("New power item")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "domain").with_current_flow()


class PowerDetail(DetailPage):
    model = PowerItem
    template_name = "powers/detail.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "domain", "exercising_post")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        flows = list(self.object.flows.order_by("-version"))
        drafts = [f for f in flows if f.status == FlowStatus.DRAFT]
        files = self.request.user.holds((Role.LIAISON,), at=self.object.unit)
        open_for_flows = self.object.status != PowerStatus.ABOLISHED
        return super().get_context_data(
            flows=flows,
            may_edit=files and self.object.is_editable,
            may_draw=files and not drafts and open_for_flows,
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
            raise NotAllowed(_("Your roles do not include this step at this unit."))
        if item.flows.filter(status=FlowStatus.DRAFT).exists():
            raise NotAllowed(_("There is a draft already; go on with that one."))
        newest = item.flows.order_by("-version").first()
        if newest:
            flow = newest.new_version(by=request.user)
        else:
            with recorded(request.user, action="flow.create"):
                flow = Flow.objects.create(power_item=item)
        return redirect("powers:flow_edit", flow.pk)


class FlowEdit(Page):
    """Edit the steps of a draft flow."""

    roles = (Role.LIAISON,)
    template_name = "powers/flow_edit.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            flows = Flow.objects.visible_to(request.user).select_related("power_item__unit")
            self.flow = get_object_or_404(flows, pk=kwargs["pk"])
            if request.user.holds(self.roles, at=self.flow.unit) and not self.flow.is_editable:
                raise NotAllowed(_("Only a draft can be edited. Start a new version instead."))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("formset", StepFormSet(flow=self.flow))
        return super().get_context_data(flow=self.flow, **context)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        if not request.user.holds(self.roles, at=self.flow.unit):
            raise NotAllowed(_("Your roles do not include this step at this unit."))
        formset = StepFormSet(request.POST, flow=self.flow)
        if not formset.is_valid():
            return self.render_to_response(self.get_context_data(formset=formset), status=422)
        with recorded(request.user, action="flow.edit"):
            formset.save_flow()
        messages.success(request, _("The flow was saved."))
        if "more" in request.POST:
            return redirect("powers:flow_edit", pk)
        return redirect(self.flow)


class PowerTransition(TransitionPage):
    model = PowerItem


class FlowTransition(TransitionPage):
    model = Flow
