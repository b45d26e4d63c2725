"""A flow as SVG: laid out in layers by fast-sugiyama, drawn on the server, readable in print.

The layout follows the onward ways only, so that the first step always stands on top; returns are drawn as
dashed lines back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from fast_sugiyama import from_edges

from powers.choices import TransitionKind
from powers.models import Flow, Transition

WIDTH, HEIGHT = 176, 74
GAP_X, GAP_Y = 34, 58
MARGIN = 26
NAME_COLUMNS = 20  # display columns of a line of the name; a Chinese character takes two


@dataclass
class Box:
    """A step with its place; x, y: left top corner in pixels. mark: grade, or "none" where no risk was found."""

    step: Any
    x: float
    y: float
    lines: list[str]
    mark: str = ""
    fault: bool = False

    @property
    def centre(self) -> float:
        return self.x + WIDTH / 2

    @property
    def bottom(self) -> float:
        return self.y + HEIGHT


@dataclass
class Line:
    """A way between two steps: an SVG path, its condition and where that is written."""

    path: str
    back: bool
    condition: str
    x: float
    y: float


def draw(flow: Flow, *, marks: Mapping[int, str] | None = None, faulty: set[int] | None = None) -> SafeString:
    """The flow as an SVG element.

    marks: step primary key → grade ("high", "medium", "low") or "none". faulty: steps to mark as wrong.
    Costs two queries.
    """
    steps = list(flow.steps.select_related("handler", "monitor").order_by("number"))
    ways = list(Transition.objects.filter(source__flow=flow))
    boxes = _boxes(steps, ways)
    for pk, box in boxes.items():
        box.mark = (marks or {}).get(pk, "")
        box.fault = pk in (faulty or set())
    lanes = sum(way.kind == TransitionKind.BACK for way in ways)
    width = max((box.x + WIDTH for box in boxes.values()), default=WIDTH) + MARGIN
    height = max((box.bottom for box in boxes.values()), default=HEIGHT) + MARGIN
    lines, lane = [], 0
    for way in ways:
        source, target = boxes[way.source_id], boxes[way.target_id]
        if way.kind == TransitionKind.BACK:
            lane += 1
            lines.append(_back(source, target, width + 18 * (lane - 1), way.condition))
        else:
            lines.append(_onward(source, target, way.condition))
    full = width + 18 * lanes + (90 if any(w.condition for w in ways if w.kind == TransitionKind.BACK) else 0)
    return render_to_string(
        "powers/flow.svg",
        {
            "flow": flow,
            "boxes": boxes.values(),
            "lines": lines,
            "width": round(full),
            "height": round(height),
            "box_width": WIDTH,
            "box_height": HEIGHT,
        },
    )


def _boxes(steps: list[Any], ways: list[Transition]) -> dict[int, Box]:
    known = {step.pk for step in steps}
    edges = [
        (w.source_id, w.target_id)
        for w in ways
        if w.kind == TransitionKind.FORWARD and {w.source_id, w.target_id} <= known
    ]
    places: dict[int, tuple[float, float]] = {}
    left = 0.0
    layouts: Any = from_edges(edges, vertex_spacing=1.0) if edges else []
    for points, across, _deep, _edges in layouts:
        top = max(y for _pk, (_x, y) in points)
        for pk, (x, y) in points:
            if pk in known:
                places[pk] = (left + x, top - y)
        left += across + 1
    # Steps without any way yet stand in a row below, so that the clerk sees what is not connected.
    deepest = max((y for _x, y in places.values()), default=-1)
    for i, step in enumerate(s for s in steps if s.pk not in places):
        places[step.pk] = (float(i), deepest + 1)
    leftmost = min((x for x, _y in places.values()), default=0)
    return {
        step.pk: Box(
            step,
            MARGIN + (places[step.pk][0] - leftmost) * (WIDTH + GAP_X),
            MARGIN + places[step.pk][1] * (HEIGHT + GAP_Y),
            wrap(step.name, NAME_COLUMNS),
        )
        for step in steps
    }


def _onward(source: Box, target: Box, condition: str) -> Line:
    x1, y1, x2, y2 = source.centre, source.bottom, target.centre, target.y
    if y2 <= y1:  # sideways or up: leave by the left side, so that the line stays visible
        x1, y1, x2, y2 = source.x, source.y + HEIGHT / 2, target.x, target.y + HEIGHT / 2
        path = f"M{x1:.1f},{y1:.1f} C{x1 - 40:.1f},{y1:.1f} {x2 - 40:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
        return Line(path, False, condition, min(x1, x2) - 20, (y1 + y2) / 2)
    if y2 - y1 > GAP_Y + HEIGHT / 2 and abs(x1 - x2) < WIDTH:
        # A way past other steps in the same column bends around them.
        bend = max(source.x, target.x) + WIDTH + GAP_X / 2
        path = (
            f"M{x1:.1f},{y1:.1f} C{x1:.1f},{y1 + 34:.1f} {bend:.1f},{y1 + 16:.1f} {bend:.1f},{y1 + 54:.1f} "
            f"L{bend:.1f},{y2 - 54:.1f} C{bend:.1f},{y2 - 16:.1f} {x2:.1f},{y2 - 34:.1f} {x2:.1f},{y2:.1f}"
        )
        return Line(path, False, condition, bend, (y1 + y2) / 2)
    middle = (y1 + y2) / 2
    path = f"M{x1:.1f},{y1:.1f} C{x1:.1f},{middle:.1f} {x2:.1f},{middle:.1f} {x2:.1f},{y2:.1f}"
    return Line(path, False, condition, (x1 + x2) / 2, middle)


def _back(source: Box, target: Box, lane: float, condition: str) -> Line:
    x1, y1 = source.x + WIDTH, source.y + HEIGHT / 2
    x2, y2 = target.x + WIDTH, target.y + HEIGHT / 2
    path = (
        f"M{x1:.1f},{y1:.1f} H{lane - 6:.1f} Q{lane:.1f},{y1:.1f} {lane:.1f},{y1 - 6:.1f} "
        f"V{y2 + 6:.1f} Q{lane:.1f},{y2:.1f} {lane - 6:.1f},{y2:.1f} H{x2:.1f}"
    )
    if y2 > y1:
        path = f"M{x1:.1f},{y1:.1f} H{lane:.1f} V{y2:.1f} H{x2:.1f}"
    return Line(path, True, condition, lane, (y1 + y2) / 2)


def wrap(text: str, columns: int, most: int = 2) -> list[str]:
    """`text` in at most `most` lines of `columns` display columns, the last one cut with an ellipsis."""
    lines, line, used = [], "", 0
    for character in text:
        size = 2 if unicodedata.east_asian_width(character) in "FW" else 1
        if used + size > columns:
            lines.append(line)
            line, used = "", 0
        line, used = line + character, used + size
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines
