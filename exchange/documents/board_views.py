"""Pages of the boards (椒江图板): one, those of a unit, and the index of those that are open to all."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from exchange.documents.boards import rows_of
from exchange.documents.tables import BoardTable
from ground.pages.paging import counted, paged
from ground.pages.requests import SignedInRequest
from powers.drawing import draw
from powers.models import Flow, PowerItem
from riskpoints.flow_views import found_on, marks_of
from units.models import Unit
from units.text_search import matching


def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """One board. A published one is open to all; any other to those who may see the flow."""
    # Asked of this one flow: the set of all published ones is large.
    this = Flow.objects.filter(pk=pk)
    if not (
        this.open_to_all().exists() or (request.user.is_authenticated and this.visible_to(request.user).exists())
    ):
        raise Http404
    flow = this.select_related("power_item__unit", "power_item__domain").get()
    points, findings = found_on(flow)
    return render(
        request,
        "documents/board.html",
        {
            "flow": flow,
            "item": flow.power_item,
            "drawing": draw(flow, marks=marks_of(points, findings)),
            "rows": rows_of(flow, points, findings),
        },
    )


def boards(request: SignedInRequest) -> HttpResponse:
    """The public index of published boards, without sign-in."""
    wanted = request.GET.get("q", "")[:100]
    flows = found(Flow.objects.open_to_all(), wanted).select_related("power_item__unit", "power_item__domain")
    if not request.GET.get("page", "1").isdecimal():
        raise Http404
    empty = _("No board matches.")
    table = paged(request, BoardTable, flows, ("-pk",), total=counted(flows), empty_text=empty)
    return render(request, "documents/boards.html", {"table": table, "q": wanted})


def found(flows: Any, wanted: str) -> Any:
    """Those flows of which each word stands in the name of the power or of its unit."""
    for word in wanted.split():
        items = matching(PowerItem.objects.all(), ("name", "code"), word, indexed=True)
        units = Unit.objects.named(word).order_by()
        # One list of keys instead of an OR, which would be asked anew of every flow.
        of_units = PowerItem.objects.filter(unit__in=units.values("pk")).order_by().values("pk")
        flows = flows.filter(power_item__in=items.order_by().values("pk").union(of_units, all=True))
    return flows


def unit(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a unit publishes: its powers with their legal basis, and the board of each."""
    published = Flow.objects.open_to_all().filter(power_item__unit=pk).order_by("power_item__code")
    flows = list(published.select_related("power_item__unit__division", "power_item__domain"))
    if not flows:
        raise Http404
    return render(request, "documents/board_unit.html", {"unit": flows[0].power_item.unit, "flows": flows})
