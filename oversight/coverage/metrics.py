"""What the map and the table of areas may show of each area."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.coverage.rows import below, own_units, steps
from oversight.coverage.situation import Part
from units.models import Unit


@dataclass(frozen=True)
class Metric:
    """A share of something of an area. of: (part, whole). lacking: the list of the rest, where there is one."""

    label: Promise
    whole: Promise
    of: Callable[[Part], tuple[int, int]]
    lacking: str = ""

    def share(self, part: Part) -> float | None:
        """Percent, rounded down to a tenth; None where there is nothing to share."""
        n, whole = self.of(part)
        return n * 1000 // whole / 10 if whole else None

    def rows(self, area: Unit, part: Part) -> str:
        """The address of what this part of `area` lacks; empty where no list holds just that."""
        if self.lacking == "dashboards:steps":
            return steps(part.area, "no") if part.area else ""
        filters = {"missing": "covered"} if self.lacking == "dashboards:units" else {}
        if part.area:
            return below(self.lacking, part.area, **filters) if self.lacking else ""
        return own_units(area, **filters) if self.lacking == "dashboards:units" else ""


def _counts(part: str, whole: str) -> Callable[[Part], tuple[int, int]]:
    return lambda p: (p.figures.counts[part], p.figures.counts[whole])


METRICS = {
    "coverage": Metric(
        _("coverage"), _("covered / to cover"), lambda p: (p.now.covered, p.now.units), "dashboards:units"
    ),
    "held": Metric(
        _("points with measures"),
        _("with measures / registered"),
        _counts("points_held", "points"),
        "dashboards:not_held",
    ),
    "assessed": Metric(
        _("steps assessed"), _("assessed / steps"), _counts("steps_assessed", "steps"), "dashboards:steps"
    ),
    "answers": Metric(
        _("answered in time"), _("in time / answered"), lambda p: (p.answers.in_time, p.answers.answered)
    ),
}
