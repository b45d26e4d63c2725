"""Boards as PDF: one at once, all of a unit by a worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from documents.boards import PAPERS, board_pdf, boards_of
from lifecycle.machine import NotAllowed
from pages.requests import SignedInRequest
from pages.views import RolePage
from powers.models import Flow
from units.models import Unit
from workbooks import writing_out


def paper_asked(request: SignedInRequest) -> str:
    """a3 or a4, as ?paper= says."""
    asked = request.GET.get("paper") or request.POST.get("paper") or ""
    return asked if asked in PAPERS else PAPERS[0]


class Board(RolePage):
    """One board; ?paper=a4 for the smaller sheet."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        flows = Flow.objects.visible_to(request.user).select_related("power_item__unit", "power_item__domain")
        flow = get_object_or_404(flows, pk=pk)
        answer = HttpResponse(board_pdf([flow], paper_asked(request)), content_type="application/pdf")
        answer["Content-Disposition"] = content_disposition_header(True, f"{flow.power_item}.pdf")
        return answer


class UnitBoards(RolePage):
    """POST: a worker writes all boards of the unit into one file."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        unit = get_object_or_404(Unit.objects.reachable_by(request.user, self.roles), pk=pk)
        if not boards_of(unit, request.user).exists():
            raise NotAllowed(_("The unit has no confirmed flow yet, so there is no board."))
        query = f"unit={unit.pk}&paper={paper_asked(request)}"
        return redirect(writing_out.ask("boards", query, by=request.user))
