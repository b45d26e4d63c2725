"""Tabs with documents: of a unit the boards that anybody may read, of a power its own, of a warning its letter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from exchange.documents.boards import rows_of
from exchange.documents.models import DocumentKind
from exchange.documents.tables import BoardOfUnitTable
from ground.pages.paging import counted, paged
from ground.pages.tabs import Figure, Summary, Tab, enter
from powers.models import Flow, FlowQuerySet, PowerItem
from riskpoints.flow_views import found_on
from riskpoints.power_tabs import POWER, shown_flow
from riskpoints.tabs import reads_register
from riskwarnings.models import Warning
from riskwarnings.warning_tabs import WARNING
from units.models import Unit
from units.tabs import UNIT


def _open_to_all(unit: Unit) -> FlowQuerySet:
    return Flow.objects.open_to_all().filter(power_item__unit=unit)


def boards(unit: Unit, request: Any) -> dict[str, Any]:
    rows = _open_to_all(unit).select_related("power_item__domain")
    empty = gettext_lazy("No board is open to all yet. A flow that the unit head publishes becomes one.")
    order = ("power_item__code",)
    return {"table": paged(request, BoardOfUnitTable, rows, order, total=counted(rows), empty_text=empty)}


def boards_summary(unit: Unit, user: Any) -> Summary:
    n = _open_to_all(unit).count()
    return Summary(n, (Figure(gettext_lazy("public boards"), n, "boards/"),))


def board(item: PowerItem, request: Any) -> dict[str, Any]:
    flow = shown_flow(item)
    rows = rows_of(flow, *found_on(flow)) if flow else []
    return {"flow": flow, "rows": rows}


def letter(warning: Warning, request: Any) -> dict[str, Any]:
    return {"letters": [DocumentKind.NOTICE, DocumentKind.FEEDBACK]}


def has_letter(warning: Warning, user: Any) -> bool:
    return warning.issued_at is not None


enter(
    Tab(WARNING, 30, "letter", gettext_lazy("Letter"), "documents/_of_warning.html", letter, may_see=has_letter),
    Tab(POWER, 40, "board", gettext_lazy("Board"), "documents/_of_power.html", board),
    Tab(
        UNIT,
        90,
        "boards",
        gettext_lazy("Public boards"),
        "documents/_of_unit.html",
        boards,
        boards_summary,
        reads_register,
    ),
)
