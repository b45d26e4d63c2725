"""Risk points of the same name in other units: how others see and hold the same risk."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from django.urls import reverse

from ground.lifecycle.roles import REGISTER_READERS
from powers.models import Flow
from riskpoints.models import RiskPoint
from units.text_search import matching

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 5
LOOKED_AT = 60  # of which the nearest are shown


@dataclass(frozen=True)
class Kin:
    """A point of another unit, and where `url` leads: to the point for those who see it, else to the public board."""

    point: RiskPoint
    url: str


def kin_of(point: RiskPoint, user: User) -> list[Kin]:
    """Registered points of other units with the name of `point`, the nearest units first; two queries.

    Those that `user` sees, and those that stand on a published board, which everybody sees.
    """
    rows = RiskPoint.objects.in_force().exclude(unit=point.unit_id).filter(name=point.name)
    rows = matching(rows, ("name", "manifestation"), point.name, indexed=True)
    found = list(rows.select_related("unit", "step__flow__power_item")[:LOOKED_AT])
    flows = {p.step.flow_id for p in found if p.step}
    boards = set(Flow.objects.open_to_all().filter(pk__in=flows).values_list("pk", flat=True)) if flows else set()
    kin = []
    for other in sorted(found, key=lambda p: (-_shared(p.path, point.path), p.pk)):
        if user.holds_at_path(REGISTER_READERS, other.path):
            kin.append(Kin(other, other.get_absolute_url()))
        elif other.step and other.step.flow_id in boards:
            kin.append(Kin(other, reverse("board", args=[other.step.flow_id])))
    return kin[:SHOWN]


def _shared(one: str, other: str) -> int:
    """How many characters two paths have in common from the top."""
    return sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
