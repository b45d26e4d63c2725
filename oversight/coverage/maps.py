"""The map of the cities: outlines drawn on the server from the open map data, each in the tone of its amount."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians
from typing import Any

from django.conf import settings

from oversight.coverage.classes import bounds, class_of

DATA = settings.BASE / "static/vendor/zhejiang.json"
WIDTH = 300
GRAIN = 1024  # steps a degree in the data
NEAREST = 1.2  # points closer together than this many pixels are one
SMALLEST = 1.5  # islands of fewer square pixels are left out
MARGIN = 4


@dataclass(frozen=True)
class Outline:
    """A city by its code of GB/T 2260: an SVG path and where its name stands."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Sheet:
    width: int
    height: int
    outlines: tuple[Outline, ...]


@dataclass(frozen=True)
class Shown:
    """What the map says of a city: its amount (None where there is none), that in print, and the page it opens."""

    name: str
    amount: float | None
    in_print: str
    url: str


@dataclass(frozen=True)
class Drawn:
    """A city on the map. label: its name without the word for city. tone: its class, 0 without an amount."""

    outline: Outline
    shown: Shown
    label: str
    tone: int


@dataclass(frozen=True)
class LegendClass:
    """Amounts from `low` on and below `high`; None where the class has no such end."""

    low: int | None
    high: int | None
    tone: int


@dataclass(frozen=True)
class AreaMap:
    sheet: Sheet
    drawn: list[Drawn]
    legend: list[LegendClass]


def area_map(cities: Mapping[Any, Shown]) -> AreaMap | None:
    """The map of these cities, by their codes, its scale fitted to their amounts; None where no city has one."""
    paper = sheet()
    amounts = [shown.amount for shown in cities.values() if shown.amount is not None]
    if paper is None or not amounts:
        return None
    between = bounds(amounts)
    drawn = [
        Drawn(
            outline,
            shown,
            shown.name.removesuffix("市"),
            0 if shown.amount is None else class_of(shown.amount, between),
        )
        for outline in paper.outlines
        if (shown := cities.get(outline.code))
    ]
    ends = [None, *between, None]
    legend = [
        LegendClass(low, high, class_of(between[0] - 1 if low is None else low, between))
        for low, high in pairwise(ends)
        if between
    ]
    return AreaMap(paper, drawn, legend)


@cache
def sheet() -> Sheet | None:
    """The map; None where the installation brought no map data."""
    if not DATA.exists():
        return None
    features = json.loads(DATA.read_text(encoding="utf-8"))["features"]
    rings = {str(f["id"]): [list(ring) for ring in _rings(f["geometry"])] for f in features}
    every = [point for of_city in rings.values() for ring in of_city for point in ring]
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    narrow = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * narrow)

    def place(x: float, y: float) -> tuple[float, float]:
        return MARGIN + (x - west) * narrow * scale, MARGIN + (north - y) * scale

    outlines = []
    for feature in features:
        code = str(feature["id"])
        drawn = [_thinned([place(*point) for point in ring]) for ring in rings[code]]
        path = "".join(
            f"M{' '.join(f'{a:.1f} {b:.1f}' for a, b in ring)}Z" for ring in drawn if _area(ring) > SMALLEST
        )
        x, y = _middle(max(drawn, key=_area))
        outlines.append(Outline(code, path, round(x, 1), round(y, 1)))
    return Sheet(WIDTH, round(2 * MARGIN + (north - south) * scale), tuple(outlines))


def _rings(geometry: dict[str, Any]) -> Iterator[Iterator[tuple[float, float]]]:
    """The outer rings; holes do not occur in the data of the province."""
    is_many = geometry["type"] == "MultiPolygon"
    for polygon, offsets in zip(geometry["coordinates"], geometry["encodeOffsets"], strict=True):
        yield _decoded(polygon[0], offsets[0]) if is_many else _decoded(polygon, offsets)


def _decoded(text: str, offset: list[int]) -> Iterator[tuple[float, float]]:
    """The points of a ring, in degrees: differences in zigzag, a character each, as the data's makers write them."""
    x, y = offset
    for east, north in zip(text[::2], text[1::2], strict=True):
        x, y = x + _zigzag(ord(east) - 64), y + _zigzag(ord(north) - 64)
        yield x / GRAIN, y / GRAIN


def _zigzag(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    kept = points[:1]
    for x, y in points[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAREST:
            kept.append((x, y))
    return kept


def _pairs(ring: list[tuple[float, float]]) -> Iterator[tuple[float, float, float]]:
    """Of each side of the ring: the sums of its ends, and twice the area that it spans with the origin."""
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        yield ax + bx, ay + by, ax * by - bx * ay


def _area(ring: list[tuple[float, float]]) -> float:
    return abs(sum(spanned for _x, _y, spanned in _pairs(ring))) / 2


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity: where a name has most room."""
    sides = list(_pairs(ring))
    whole = 3 * sum(spanned for _x, _y, spanned in sides)
    return sum(x * spanned for x, _y, spanned in sides) / whole, sum(y * spanned for _x, y, spanned in sides) / whole
