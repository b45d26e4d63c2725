"""Tab of a risk point: the warnings that rest on it or on what holds it, as far as their reader sees warnings."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from ground.pages.tabs import Summary, Tab, enter
from riskpoints.models import RiskPoint
from riskpoints.point_tabs import POINT
from riskwarnings.models import Warning

SHOWN = 50  # the newest


def _of_point(point: RiskPoint, user: Any) -> Any:
    """Warnings of its unit whose grounds name the point, one of its measures, or its step."""
    measures = list(point.root.measures.values_list("pk", flat=True))
    named = [("point", point.root_id), *(("measure", pk) for pk in measures)]
    if point.step_id:
        named.append(("step", point.step_id))
    grounds = Q()
    for kind, key in named:
        grounds |= Q(grounds__contains=[{"kind": kind, "id": key}])
    return Warning.objects.visible_to(user).filter(grounds, unit=point.unit_id)


def warnings(point: RiskPoint, request: Any) -> dict[str, Any]:
    rows = _of_point(point, request.user).select_related("unit", "post", "official").order_by("-pk")
    return {"warnings": rows[:SHOWN]}


def warnings_summary(point: RiskPoint, user: Any) -> Summary:
    return Summary(_of_point(point, user).count())


enter(
    Tab(POINT, 40, "warnings", gettext_lazy("Warnings"), "warnings/_of_point.html", warnings, warnings_summary),
)
