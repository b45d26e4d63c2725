"""The board (椒江图板) of a power: its flow, and per step who handles it, what can go wrong, what holds it."""

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ground.pages.paging import counted, paged
from ground.pages.requests import SignedInRequest
from measures.choices import MeasureStatus
from measures.models import MeasureLink
from measures.tables import BoardTable
from powers.drawing import draw
from powers.models import Flow, PowerItem
from riskpoints.flows import found_on, marks_of
from riskpoints.grading import Grade
from units.models import Unit
from units.search import matching


def rows_of(flow: Flow, points: dict[int, list[Any]], findings: dict[int, Any]) -> list[dict[str, Any]]:
    """The lines of the board: each step with its points and their measures; two queries for all."""
    held: dict[int, list[Any]] = defaultdict(list)
    links = MeasureLink.objects.filter(point__in=[p.pk for found in points.values() for p in found])
    for link in links.exclude(measure__status=MeasureStatus.ENDED).select_related("measure").order_by("pk"):
        held[link.point_id].append(link.measure)
    steps = flow.steps.select_related("handler", "monitor").order_by("number")
    return [
        {
            "step": step,
            "points": [
                {"point": p, "measures": held[p.pk], "accountability": accountability(p.grade)}
                for p in points.get(step.pk, [])
            ],
            "finding": findings.get(step.pk),
        }
        for step in steps
    ]


ACCOUNTABILITY = {
    Grade.HIGH: _lazy("Red warning; the main leader answers, and the case goes to discipline inspection."),
    Grade.MEDIUM: _lazy("Yellow warning and correction; the deputy in charge answers."),
    Grade.LOW: _lazy("Blue warning and reminder; the department head answers."),
}


def accountability(grade: str) -> Any:
    """What follows where a point of this grade comes true, and who answers for it."""
    return ACCOUNTABILITY[Grade(grade)]


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
        "measures/board.html",
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
    return render(request, "measures/boards.html", {"table": table, "q": wanted})


def found(flows: Any, wanted: str) -> Any:
    """Those flows of which each word stands in the name of the power or of its unit."""
    for word in wanted.split():
        items = matching(PowerItem.objects.all(), ("name", "code"), word, indexed=True)
        units = matching(Unit.objects.all(), ("name", "code"), word, indexed=True).order_by()
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
    return render(request, "measures/board_unit.html", {"unit": flows[0].power_item.unit, "flows": flows})
