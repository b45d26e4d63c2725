"""What a worker writes of documents: all boards of a unit, and its register form."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchange.documents.board_pdfs import MOST, PAPERS, board_pdf, boards_of
from exchange.documents.register_form import MADE, rows_of
from exchange.workbooks.outgoing.export_work import WRITERS, Writer
from units.models import Unit

Say = Callable[[int], None]


def write_boards(user: Any, query: QueryDict, file: IO[bytes], say: Say) -> int:
    """All boards of ?unit= into `file`; returns how many."""
    flows = boards_of(query["unit"], user).select_related("power_item__unit", "power_item__domain")[:MOST]
    found = sorted(flows, key=lambda flow: flow.power_item.code)
    file.write(board_pdf(found, query.get("paper", PAPERS[0]), lambda n: say(90 * n // len(found))))
    return len(found)


def _register(made: Callable[[Unit, Any], bytes]) -> Any:
    def write(user: Any, query: QueryDict, file: IO[bytes], say: Say) -> int:
        unit = Unit.objects.visible_to(user).get(pk=query["unit"])
        file.write(made(unit, user))
        return int(rows_of(unit, user).count())

    return write


WRITERS["boards"] = Writer(_("Integrity risk control boards"), "pdf", write_boards)
for suffix, made in MADE.items():
    WRITERS[f"register_{suffix}"] = Writer(_("Register form"), suffix, _register(made))
