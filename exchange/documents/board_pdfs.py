"""Boards as PDF: one, or all of a unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exchange.documents.boards import accountability, rows_of, told_above
from exchange.documents.typesetting import pdf
from powers.drawing import draw
from powers.models import Flow
from riskpoints.flow_views import found_on, marks_of

PAPERS = ("a3", "a4")
MOST = 400  # boards of one file; no unit of the report has as many


def boards_of(unit: Any, user: Any) -> Any:
    """The flows of a unit of which there is a board: the newest in force of each power."""
    flows = Flow.objects.visible_to(user).current().filter(power_item__unit=unit)
    return flows.order_by("power_item_id", "-version").distinct("power_item_id")


def board_pdf(flows: Iterable[Flow], paper: str = "a3", say: Callable[[int], None] = lambda n: None) -> bytes:
    """The boards of these flows, each from a page of its own. say: called with the number gathered."""
    boards, pictures = [], {}
    for number, flow in enumerate(flows):
        points, findings = found_on(flow)
        name = f"flow-{number}.svg"
        pictures[name] = str(draw(flow, marks=marks_of(points, findings)))
        item = flow.power_item
        facts = [str(item.unit), item.code, item.get_kind_display(), str(item.domain or "")]
        facts.append(_("Version %(n)s") % {"n": flow.version})
        boards.append(
            {
                "title": item.name,
                "facts": " · ".join(filter(None, facts)),
                "lines": [f"{what}：{value}" for what, value in told_above(flow)],
                "drawing": name,
                "tall": _is_tall(pictures[name]),
                "rows": [_row(row) for row in rows_of(flow, points, findings)],
            }
        )
        say(number + 1)
    heads = (
        _("step"),
        _("handler"),
        _("monitor"),
        _("risk and manifestation"),
        _("grade"),
        _("preventive measures"),
        _("warning and accountability"),
    )
    return pdf(
        "board",
        {
            "paper": paper,
            "lang": (get_language() or "zh")[:2],
            "kicker": _("Integrity risk control board"),
            "footer": f"{timezone.localdate():%Y-%m-%d}",
            "heads": [head[:1].upper() + head[1:] for head in heads],
            "boards": boards,
        },
        pictures,
    )


def _is_tall(drawing: str) -> bool:
    """Whether the drawing, as wide as its column, would be higher than the sheet."""
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawing)
    return bool(size) and int(size[2]) > 2 * int(size[1])  # type: ignore[index]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    step = row["step"]
    return {
        "step": f"{step.number}. {step.name}",
        "limit": _("%(n)s working days") % {"n": step.time_limit} if step.time_limit else "",
        "handler": str(step.handler or "–"),
        "monitor": str(step.monitor or "–"),
        "without": "✓ " + _("no risk found") if row["finding"] else _("not assessed yet"),
        "points": [
            {
                "name": found["point"].name,
                "manifestation": found["point"].manifestation,
                "level": found["point"].grade,
                "grade": found["point"].get_grade_display(),
                "measures": [measure.text for measure in found["measures"]] or ["–"],
                "accountability": str(accountability(found["point"].grade)),
            }
            for found in row["points"]
        ],
    }
