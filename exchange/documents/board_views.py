"""Pages of the boards (椒江图板): one, those of a unit, and the index of those that are open to all."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from exchange.documents.board_pdfs import PAPERS, board_pdf
from exchange.documents.boards import rows_of, told_above
from exchange.documents.strips import strips_of
from exchange.documents.tables import BoardTable
from ground.lifecycle.keys import is_key
from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.address_limits import AddressLimit
from ground.pages.chips import changed
from ground.pages.last_filters import SCOPE
from ground.pages.paging import counted, paged
from ground.pages.problems import problem_response
from ground.pages.requests import SignedInRequest
from powers.drawing import draw
from powers.models import Domain, Flow, PowerItem
from riskpoints.flow_views import found_on, marks_of
from units.models import Unit
from units.text_search import matching, words_of

FILES = AddressLimit("board-files", 60)  # a file costs a second, and nobody is signed in
AREA = "area"  # in the address, the code of the division of a city or county


def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """One board. A published one is open to all; any other to those who may see the flow."""
    # Asked of this one flow: the set of all published ones is large.
    this = Flow.objects.filter(pk=pk)
    if not (
        this.open_to_all().exists() or (request.user.is_authenticated and this.visible_to(request.user).exists())
    ):
        raise Http404
    flow = this.select_related("power_item__unit", "power_item__domain").get()
    user = request.user
    points, findings = found_on(flow)
    return render(
        request,
        "documents/board.html",
        {
            "flow": flow,
            "item": flow.power_item,
            "drawing": draw(flow, marks=marks_of(points, findings)),
            "rows": rows_of(flow, points, findings),
            "told": told_above(flow),
            "may_fetch": user.is_authenticated and user.holds(REGISTER_READERS, at=flow.power_item.unit),
        },
    )


def board_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A published board as PDF, for everybody; ?paper=a4 for the smaller sheet."""
    flows = Flow.objects.open_to_all().select_related("power_item__unit", "power_item__domain")
    flow = get_object_or_404(flows, pk=pk)
    if not FILES.allows(request):
        return problem_response(429, _("Too many files from this address. Try again in an hour."))
    asked = request.GET.get("paper", "")
    content = board_pdf([flow], asked if asked in PAPERS else PAPERS[0])
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{flow.power_item}.pdf")
    return answer


def boards(request: SignedInRequest) -> HttpResponse:
    """The public index of published boards, without sign-in."""
    wanted = request.GET.get("q", "")[:100]
    flows = found(Flow.objects.open_to_all(), wanted).select_related("power_item__unit", "power_item__domain")
    before = request.GET.get(SCOPE, "")
    if before and AREA not in request.GET and not request.scope and areas_to(before)[1]:
        # Links of before named the area so; it is how a signed-in person's part of the tree is named.
        return redirect(f"{request.path}{changed(request.GET, **{SCOPE: '', AREA: before})}")
    cities, city, counties, county = areas_to(request.GET.get(AREA, ""))
    domains = list(Domain.objects.order_by("pk"))
    domain = next((row for row in domains if row.code == request.GET.get("domain")), None)
    area = county or city
    if area:
        flows = flows.filter(power_item__unit__path__startswith=area.path)
    if domain:
        flows = flows.filter(power_item__domain=domain)
    if not is_key(request.GET.get("page", "1")):
        raise Http404
    empty = _("No boards match.")
    table = paged(request, BoardTable, flows, ("-pk",), total=counted(flows), empty_text=empty)
    shown = [row.record for row in table.rows]
    drawn = strips_of(shown)
    return render(
        request,
        "documents/boards.html",
        {
            "table": table,
            "cards": [(flow, drawn[flow.pk]) for flow in shown],
            "q": wanted,
            "cities": cities,
            "city": city,
            "counties": counties,
            "county": county,
            "area": area,
            "domains": domains,
            "domain": domain,
        },
    )


def areas_to(code: str) -> tuple[list[Unit], Unit | None, list[Unit], Unit | None]:
    """(all cities, the city, its counties, the county) that the code of a division means; three queries at most."""
    areas = Unit.objects.filter(is_area=True).order_by("path")
    cities = list(areas.filter(depth=2))
    wanted = areas.filter(division=code, depth__in=(2, 3)).first() if code else None
    city = next((one for one in cities if wanted and wanted.path.startswith(one.path)), None)
    if city is None:
        return cities, None, [], None
    counties = list(areas.filter(depth=3, path__startswith=city.path))
    return cities, city, counties, next((one for one in counties if one == wanted), None)


def found(flows: Any, wanted: str) -> Any:
    """Those flows of which each word stands in the name of the power or of its unit."""
    for word in words_of(wanted):
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
