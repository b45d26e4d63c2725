"""The cities of the province as outlines on one sheet, drawn on the server from the open map data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import Any

from django.conf import settings

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
        code, (x, y) = str(feature["id"]), place(*feature["properties"]["cp"])
        drawn = [_thinned([place(*point) for point in ring]) for ring in rings[code]]
        path = "".join(
            f"M{' '.join(f'{a:.1f} {b:.1f}' for a, b in ring)}Z" for ring in drawn if _area(ring) > SMALLEST
        )
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


def _area(ring: list[tuple[float, float]]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2
