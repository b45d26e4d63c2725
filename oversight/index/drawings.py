"""What the page of an index draws: its areas on a map and in a table by what is looked at, the index over time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from oversight.coverage import maps
from oversight.coverage.comparisons import Change
from oversight.index.models import Figure, SheetPart

WIDTH, HEIGHT = 460, 180
LEFT, RIGHT, TOP, BOTTOM = 34, 24, 22, 24
LINES, NAMES = 4, 4  # heights between the lowest line and 100; periods that are named


@dataclass(frozen=True)
class AreaLine:
    """An area: its figure, what is looked at of it, and how much its index changed since the period before."""

    figure: Figure
    amount: Decimal | None
    change: Change | None


def metrics(parts: list[SheetPart]) -> list[tuple[str, Any]]:
    """What may be looked at of each area: the index, or a part of its sheet; (value of the address, words)."""
    return [("", _("integrity index")), *((str(part.pk), part.name) for part in parts)]


def lines(areas: list[tuple[Figure, Decimal | None]], metric: str) -> list[AreaLine]:
    """The areas with their changes, the highest amount first; those without one last."""

    def amount(figure: Figure) -> Decimal | None:
        if not metric:
            return figure.score
        values = {str(part["part"]): part["value"] for part in figure.parts}
        return Decimal(str(values[metric])) if metric in values else None

    found = [
        AreaLine(figure, amount(figure), None if change is None else Change(round(float(change), 1)))
        for figure, change in areas
    ]
    return sorted(found, key=lambda line: (line.amount is None, -(line.amount or 0)))


def area_map(found: list[AreaLine], opens: str, query: str) -> maps.AreaMap | None:
    """opens: the name of the address that an area opens to, with this query."""
    return maps.area_map(
        {
            line.figure.unit.division_id: maps.Shown(
                line.figure.unit.name,
                None if line.amount is None else float(line.amount),
                "–" if line.amount is None else f"{line.amount:.1f}",
                f"{reverse(opens, args=[line.figure.unit_id])}?{query}",
            )
            for line in found
        }
    )


@dataclass(frozen=True)
class Place:
    """Words at a place of the drawing, or an amount with its point."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Curve:
    """The index from period to period as points of SVG. limits: where the grades begin."""

    width: int
    height: int
    line: str
    points: list[Place]
    heights: list[Place]
    periods: list[Place]
    limits: list[Place]


def curve(over_time: list[Figure]) -> Curve | None:
    """None for fewer than two periods with an index. over_time: the oldest first."""
    rows = [figure for figure in over_time if figure.score is not None]
    if len(rows) < 2:
        return None
    sheet = rows[-1].computation.period.sheet
    scores = [float(figure.score or 0) for figure in rows]
    low = max(0, int(min(*scores, float(sheet.b_from)) - 5) // 10 * 10)

    def x(n: int) -> float:
        return round(LEFT + 30 + n * (WIDTH - LEFT - RIGHT - 60) / (len(rows) - 1), 1)

    def y(score: float) -> float:
        return round(TOP + (100 - score) / (100 - low) * (HEIGHT - TOP - BOTTOM), 1)

    every = -(-len(rows) // NAMES)
    points = [Place(x(n), y(score), f"{score:.1f}") for n, score in enumerate(scores)]
    return Curve(
        width=WIDTH,
        height=HEIGHT,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        points=points,
        heights=[Place(0, y(at), f"{at:.0f}") for at in (low + (100 - low) / LINES * n for n in range(LINES + 1))],
        periods=[
            Place(x(n), HEIGHT, figure.computation.period.name)
            for n, figure in enumerate(rows)
            if (len(rows) - 1 - n) % every == 0
        ],
        limits=[Place(WIDTH, y(float(at)), name) for name, at in (("A", sheet.a_from), ("B", sheet.b_from))],
    )
