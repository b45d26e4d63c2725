"""The board (椒江图板) of a power: its flow, and per step who handles it, what can go wrong, what holds it."""

from collections import defaultdict
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from measures.choices import MeasureStatus
from measures.models import MeasureLink
from powers.models import Flow
from riskpoints.grading import Grade
from units.models import IssuingOrgan
from units.subtrees import paths_above


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


def told_above(flow: Flow) -> list[tuple[Any, str]]:
    """What a board says of the power as a whole, as (what, value): its law, its time, whom to tell. Two queries."""
    item = flow.power_item
    days = flow.steps.aggregate(days=Sum("time_limit"))["days"]
    organs = IssuingOrgan.objects.filter(unit__path__in=paths_above(item.unit.path)).exclude(phone="")
    organ = organs.order_by("-unit__path").first()
    told = [
        (_("legal basis"), " ".join(item.legal_basis.split())),
        (_("time limits of all steps"), _("%(n)s working days") % {"n": days} if days else ""),
        (_("supervision phone"), f"{organ.phone}（{organ.name}）" if organ else ""),
    ]
    return [(what[:1].upper() + what[1:], value) for what, value in told if value]


ACCOUNTABILITY = {
    Grade.HIGH: _lazy(
        "At first signs discipline inspection may warn and have the matter suspended and explained; where harm was"
        " done, those directly responsible and the main leader answer for it by discipline and law."
    ),
    Grade.MEDIUM: _lazy(
        "At first signs a reminder talk and correction by a set day; where that does not help, those directly"
        " responsible and the deputy in charge answer for it."
    ),
    Grade.LOW: _lazy(
        "The department head reminds and has it corrected; where it happens again and again, the grade is raised and"
        " those responsible answer for it."
    ),
}


def accountability(grade: str) -> Any:
    """What follows where a point of this grade comes true, and who answers for it."""
    return ACCOUNTABILITY[Grade(grade)]
