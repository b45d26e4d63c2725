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
from django.utils.safestring import SafeString, mark_safe
from fast_sugiyama import from_edges

from powers.choices import WayKind
from powers.models import Flow, Way

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
    is_faulty: bool = False

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
    leads_back: bool
    condition: str
    x: float
    y: float


def draw(flow: Flow, *, marks: Mapping[int, str] | None = None, faulty: set[int] | None = None) -> SafeString:
    """The stored flow as an SVG element; two queries.

    marks: step primary key → grade ("high", "medium", "low") or "none". faulty: steps to mark as wrong.
    """
    steps = list(flow.steps.select_related("handler", "monitor").order_by("number"))
    ways = list(Way.objects.filter(source__flow=flow))
    return draw_steps(str(flow), steps, ways, marks=marks or {}, faulty=faulty or set())


def draw_steps(
    title: str,
    steps: list[Any],
    ways: list[Way],
    *,
    marks: Mapping[int, str] | None = None,
    faulty: set[int] | None = None,
) -> SafeString:
    """Steps and the ways between them as an SVG element; no query."""
    boxes, bends = layout(steps, ways)
    for pk, box in boxes.items():
        box.mark = (marks or {}).get(pk, "")
        box.is_faulty = pk in (faulty or set())
    lanes = sum(way.kind == WayKind.BACK for way in ways)
    passing = [x + MARGIN for chain in bends.values() for x, _y in chain]
    width = max([box.x + WIDTH for box in boxes.values()] + passing, default=WIDTH) + MARGIN
    height = max((box.bottom for box in boxes.values()), default=HEIGHT) + MARGIN
    lines, lane = [], 0
    for way in ways:
        source, target = boxes[way.source_id], boxes[way.target_id]
        if way.kind == WayKind.BACK:
            lane += 1
            lines.append(_back(source, target, width + 18 * (lane - 1), way.condition))
        else:
            lines.append(_onward(source, target, way.condition, bends.get((way.source_id, way.target_id), [])))
    full = width + 18 * lanes + (90 if any(w.condition for w in ways if w.kind == WayKind.BACK) else 0)
    drawing = render_to_string(
        "powers/flow.svg",
        {
            "title": title,
            "boxes": boxes.values(),
            "lines": lines,
            "width": round(full),
            "height": round(height),
            "box_width": WIDTH,
            "box_height": HEIGHT,
        },
    )
    # Embedded in pages and answers that begin with it; stripped, it would be escaped like any text.
    return mark_safe(drawing.strip())


def layout(
    steps: list[Any], ways: list[Way]
) -> tuple[dict[int, Box], dict[tuple[int, int], list[tuple[float, float]]]]:
    """The boxes by step, and for ways that pass other layers the places where they pass them (centres, pixels)."""
    known = {step.pk for step in steps}
    edges = [
        (w.source_id, w.target_id) for w in ways if w.kind == WayKind.FORWARD and {w.source_id, w.target_id} <= known
    ]
    places: dict[int, tuple[float, float]] = {}
    chains: dict[tuple[int, int], list[tuple[float, float]]] = {}
    left = 0.0
    layouts: Any = from_edges(edges, vertex_spacing=1.0, dummy_vertices=True) if edges else []
    for points, across, _deep, solved in layouts:
        top = max(y for _pk, (_x, y) in points)
        # The solver numbers its own vertices of each part anew, so they are kept apart from the steps.
        here = {pk: (left + x, top - y) for pk, (x, y) in points}
        places |= {pk: place for pk, place in here.items() if pk in known}
        chains |= _chains(solved, known, here)
        left += across + 1
    # Steps without any way yet stand in a row below, so that the clerk sees what is not connected.
    deepest = max((y for _x, y in places.values()), default=-1)
    for i, step in enumerate(s for s in steps if s.pk not in places):
        places[step.pk] = (float(i), deepest + 1)
    leftmost = min([x for x, _y in places.values()] + [x for chain in chains.values() for x, _y in chain], default=0)

    def pixels(place: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + (place[0] - leftmost) * (WIDTH + GAP_X), MARGIN + place[1] * (HEIGHT + GAP_Y)

    boxes = {step.pk: Box(step, *pixels(places[step.pk]), wrap(step.name, NAME_COLUMNS)) for step in steps}
    bends = {way: [(x + WIDTH / 2, y + HEIGHT / 2) for x, y in map(pixels, chain)] for way, chain in chains.items()}
    return boxes, bends


def _chains(
    solved: list[tuple[int, int]], known: set[int], places: dict[int, tuple[float, float]]
) -> dict[tuple[int, int], list[tuple[float, float]]]:
    """For each way that the solver led over vertices of its own: the places of those, from top to bottom."""
    following: dict[int, list[int]] = {}
    for source, target in solved:
        following.setdefault(source, []).append(target)
    chains = {}
    for source in known & following.keys():
        for vertex in following[source]:
            chain = []
            while vertex not in known:
                chain.append(places[vertex])
                vertex = following[vertex][0]
            if chain:
                chains[source, vertex] = chain
    return chains


def _onward(source: Box, target: Box, condition: str, bends: list[tuple[float, float]]) -> Line:
    x, y = source.centre, source.bottom
    if target.y <= y:  # sideways or up: leave by the left side, so that the line stays visible
        x1, y1, x2, y2 = source.x, source.y + HEIGHT / 2, target.x, target.y + HEIGHT / 2
        path = f"M{x1:.1f},{y1:.1f} C{x1 - 40:.1f},{y1:.1f} {x2 - 40:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
        return Line(path, False, condition, min(x1, x2) - 20, (y1 + y2) / 2)
    path, label = f"M{x:.1f},{y:.1f}", None
    for bend_x, bend_y in bends:
        above, below = bend_y - HEIGHT / 2, bend_y + HEIGHT / 2
        path += _curve(x, y, bend_x, above) + f" L{bend_x:.1f},{below:.1f}"
        label = label or (bend_x, bend_y)
        x, y = bend_x, below
    path += _curve(x, y, target.centre, target.y)
    label = label or ((source.centre + target.centre) / 2, (source.bottom + target.y) / 2)
    return Line(path, False, condition, *label)


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = (y1 + y2) / 2
    return f" C{x1:.1f},{middle:.1f} {x2:.1f},{middle:.1f} {x2:.1f},{y2:.1f}"


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
