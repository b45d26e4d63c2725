"""What the map and the table of areas may show of each area."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.coverage.comparisons import Change, share
from oversight.coverage.rows import below, own_units, steps
from oversight.coverage.situation import Part
from riskpoints.grading import Grade
from units.models import Unit


@dataclass(frozen=True)
class Metric:
    """A share of something of an area. of: (part, whole). then: the same on the compared day, None where that was not
    kept. lacking: the list of the rest, where there is one, and by which filters."""

    label: Promise
    whole: Promise
    of: Callable[[Part], tuple[int, int]]
    then: Callable[[Part], tuple[int, int] | None] | None = None
    lacking: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_compared(self) -> bool:
        return self.then is not None

    def share(self, part: Part) -> float | None:
        return share(*self.of(part))

    def change(self, part: Part) -> Change | None:
        return Change.of_shares(self.of(part), self.then(part)) if self.then else None

    def rows(self, area: Unit, part: Part) -> str:
        """The address of what this part of `area` lacks; empty where no list holds just that."""
        if self.lacking == "dashboards:steps":
            return steps(part.area, "no") if part.area else ""
        if part.area:
            return below(self.lacking, part.area, **self.filters) if self.lacking else ""
        return own_units(area, **self.filters) if self.lacking == "dashboards:units" else ""


def _covered_then(part: Part) -> tuple[int, int] | None:
    return (part.then.covered, part.then.units) if part.then else None


def _of_counts(label: Promise, whole: Promise, part: str, of: str, lacking: str, **filters: str) -> Metric:
    """A share of two counts of the ledger, now and in the snapshots."""

    def now(p: Part) -> tuple[int, int]:
        return p.figures.counts[part], p.figures.counts[of]

    def then(p: Part) -> tuple[int, int] | None:
        return (p.past.counts[part], p.past.counts[of]) if p.past else None

    return Metric(label, whole, now, then, lacking, filters)


METRICS = {
    "coverage": Metric(
        _("coverage"),
        _("covered / to cover"),
        lambda p: (p.now.covered, p.now.units),
        _covered_then,
        "dashboards:units",
        {"missing": "covered"},
    ),
    "high": _of_counts(
        _("high points with measures"),
        _("with measures / registered"),
        "high_held",
        "high",
        "dashboards:not_held",
        grade=Grade.HIGH.value,
    ),
    "held": _of_counts(
        _("points with measures"), _("with measures / registered"), "points_held", "points", "dashboards:not_held"
    ),
    "assessed": _of_counts(_("steps assessed"), _("assessed / steps"), "steps_assessed", "steps", "dashboards:steps"),
    "answers": Metric(
        _("answered in time"), _("in time / answered"), lambda p: (p.answers.in_time, p.answers.answered)
    ),
}
