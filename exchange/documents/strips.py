"""A flow as a strip of small boxes with the gravest grade of each step, for the cards of boards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from powers.models import Flow, Step
from riskpoints.grading import ORDER, Grade
from riskpoints.models import RiskPoint

MOST, APART, WIDTH = 9, 34, 24  # boxes; pixels from one to the next, and across


@dataclass(frozen=True)
class StripBox:
    """A step: x of its left edge in pixels; grade: the gravest of its points, empty where it has none."""

    x: int
    is_end: bool
    is_key: bool
    grade: str

    @property
    def right(self) -> int:
        return self.x + WIDTH


@dataclass(frozen=True)
class Strip:
    steps: int
    boxes: list[StripBox]

    @property
    def width(self) -> int:
        return len(self.boxes) * APART


def strips_of(flows: Iterable[Flow]) -> dict[int, Strip]:
    """The strip of each flow, by its key; two queries."""
    steps: dict[int, list[Step]] = {flow.pk: [] for flow in flows}
    for step in Step.objects.filter(flow__in=list(steps)).order_by("flow", "number"):
        steps[step.flow_id].append(step)
    lineages = [step.lineage for found in steps.values() for step in found]
    grades: dict[object, str] = {}
    for lineage, grade in (
        RiskPoint.objects.in_force().filter(step__lineage__in=lineages).values_list("step__lineage", "grade")
    ):
        kept = grades.get(lineage)
        if kept is None or ORDER.index(Grade(grade)) > ORDER.index(Grade(kept)):
            grades[lineage] = grade
    return {
        key: Strip(
            len(found),
            [
                StripBox(n * APART + 1, step.is_end, step.is_key, grades.get(step.lineage, ""))
                for n, step in enumerate(found[:MOST])
            ],
        )
        for key, found in steps.items()
    }
