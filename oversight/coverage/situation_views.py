"""The situation page of an area: what changed, what needs attention, and the way down to the row."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from oversight.coverage import area_figures, attention, comparisons, maps, situation
from oversight.coverage.curves import curve
from oversight.coverage.forecasts import Standing
from oversight.coverage.headlines import headlines
from oversight.coverage.metrics import METRICS, Metric
from oversight.coverage.missing_marks import missing_marks
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from oversight.coverage.rows import mark_rows
from riskpoints.grading import Grade
from units.models import Unit

MOVERS = 3  # up and down
UNITS = 20


def context_of(unit: Unit, query: Any) -> dict[str, Any]:
    """What the page of an area shows. Raises Http404 for a metric or a comparison that there is not."""
    chosen, against = query.get("metric", "coverage"), query.get("against", comparisons.Against.MONTH.value)
    if chosen not in METRICS or against not in comparisons.Against.values:
        raise Http404
    now = situation.of(unit, comparisons.Against(against))
    kept = f"?{urlencode(choice)}" if (choice := _kept(chosen, against)) else ""
    return {
        "situation": now,
        "headlines": list(headlines(now)),
        "kept": kept,
        "comparisons": comparisons.Against,
        "metrics": METRICS,
        "metric": chosen,
        "chosen": METRICS[chosen],
        "areas": _lines(now, METRICS[chosen]),
        "units": [] if now.below else _units(unit),
        "map": _map(now, METRICS[chosen], kept) if unit.level == "province" else None,
        "findings": attention.found(now),
        "rules": attention.RULES,
        "movers": _movers(now),
        "curve": curve([Standing(s.day, s.units, s.covered) for s in now.past], now.now, now.forecast),
        "months": _months(now),
        "heat": area_figures.heat(unit, now.graded),
        "grades": Grade,
        "missing": list(missing_marks(now)),
    }


def _kept(metric: str, against: str) -> dict[str, str]:
    """What the pages of other areas are opened with, so that they show the same."""
    chosen = {"metric": (metric, "coverage"), "against": (against, comparisons.Against.MONTH.value)}
    return {name: value for name, (value, usual) in chosen.items() if value != usual}


def _units(area: Unit) -> list[tuple[UnitCoverage, list[tuple[Any, str]]]]:
    """The first units of an area without areas that are not covered, each with the marks it lacks and their rows."""
    rows = UnitCoverage.objects.to_cover().filter(area=area, covered=False).select_related("unit").order_by("path")
    return [
        (row, [(label, url) for name, label in MARK_LABELS.items() if not getattr(row, name) and (url := of[name])])
        for row in rows[:UNITS]
        for of in [mark_rows(row)]
    ]


def _lines(now: situation.Situation, metric: Metric) -> list[dict[str, Any]]:
    """The rows of the table of areas, the best first, and the area's own units where they belong by that."""
    lines = []
    for part in now.parts:
        n, whole = metric.of(part)
        lines.append(
            {
                "part": part,
                "n": n,
                "whole": whole,
                "share": metric.share(part),
                "lacking": whole - n,
                "url": metric.rows(now.area, part),
                "change": metric.change(part),
            }
        )
    return sorted(lines, key=lambda line: -(line["share"] if line["share"] is not None else -1))


def _map(now: situation.Situation, metric: Metric, kept: str) -> maps.AreaMap | None:
    cities = {
        part.area.division_id: maps.Shown(
            part.name,
            share,
            "–" if share is None else f"{share:.1f}",
            f"{reverse('dashboards:unit', args=[part.area.pk])}{kept}",
        )
        for part in now.parts
        if part.area
        for share in [metric.share(part)]
    }
    return maps.area_map(cities)


def _movers(now: situation.Situation) -> dict[str, list[situation.Part]]:
    """The lowest areas below whose coverage rose and fell most; none where they are the parts of the table itself."""
    lowest = max((part.area.depth for part in now.below if part.area), default=0)
    moved = [part for part in now.below if part.area and part.area.depth == lowest and part.change]
    rising = sorted((p for p in moved if p.change and p.change.by > 0), key=lambda p: -p.change.by)  # type: ignore[union-attr]
    falling = sorted((p for p in moved if p.change and p.change.by < 0), key=lambda p: p.change.by)  # type: ignore[union-attr]
    return {"up": rising[:MOVERS], "down": falling[:MOVERS]}


def _months(now: situation.Situation) -> list[Any]:
    """The last snapshot of each month, the newest first: the table behind the curve."""
    by_month = {(s.day.year, s.day.month): s for s in now.past}
    return list(by_month.values())[::-1][:13]
