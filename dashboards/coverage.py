"""Coverage of an area and its parts, read from the summary rows, and the recount that proves them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboards.models import MARK_LABELS, CoverageSnapshot, UnitCoverage, UnitRiskCount
from riskpoints.choices import RiskClass
from riskpoints.grading import Grade
from units.models import Unit, counts_for_coverage

COUNTS = (
    "powers",
    "powers_confirmed",
    "powers_with_flow",
    "publishable",
    "published",
    "steps",
    "steps_assessed",
    "points",
    "points_held",
    "measures",
    "rules",
)
RECOUNT_UNITS = 2000  # units per statement of the recount: bounded memory, visible progress


def _aggregates() -> dict[str, Any]:
    """What a level is made of; the same sums for an area and for each of its parts, so that parts add up."""
    zero = {"output_field": IntegerField()}
    sums = {name: Coalesce(Sum(name), 0, **zero) for name in COUNTS}
    counted = counts_for_coverage("unit__")
    marks = {name: Count("pk", filter=counted & Q(**{name: True})) for name in (*MARK_LABELS, "covered")}
    return {f"sum_{name}": value for name, value in sums.items()} | {
        "units": Count("pk", filter=counted),
        **{f"n_{name}": value for name, value in marks.items()},
    }


@dataclass
class Figures:
    """Coverage of a set of units: units to cover, covered ones, units per mark, and the sums of their counts."""

    units: int = 0
    covered: int = 0
    marks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MARK_LABELS, 0))
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    @classmethod
    def of(cls, row: dict[str, Any]) -> Figures:
        return cls(
            units=row["units"],
            covered=row["n_covered"],
            marks={name: row[f"n_{name}"] for name in MARK_LABELS},
            counts={name: row[f"sum_{name}"] for name in COUNTS},
        )

    @property
    def missing(self) -> list[tuple[str, Any, int]]:
        """(mark, its label, units without it), the one that is missing most first."""
        gaps = [(name, MARK_LABELS[name], self.units - n) for name, n in self.marks.items()]
        return sorted((g for g in gaps if g[2]), key=lambda gap: -gap[2])


@dataclass
class Part:
    """One part of an area: an area below it, or its own units taken together (`area` is None)."""

    area: Unit | None
    label: Any
    figures: Figures


def figures(unit: Unit) -> Figures:
    """Coverage of `unit` and everything below it."""
    rows = UnitCoverage.objects.filter(unit__path__startswith=unit.path)
    return Figures.of(rows.aggregate(**_aggregates()))


def parts(area: Unit) -> list[Part]:
    """The areas directly below `area` and, first, its own units; together they are all of it.

    Two queries, however many units there are.
    """
    areas = list(Unit.objects.get_children(area).filter(is_area=True).select_related("division"))
    prefixes = {a.path: a for a in areas}
    grouped = (
        UnitCoverage.objects.filter(unit__path__startswith=area.path)
        .annotate(part=Substr("unit__path", 1, len(area.path) + Unit.steplen))
        .values("part")
        .annotate(**_aggregates())
    )
    own, found = Figures(), {}
    for row in cast("list[dict[str, Any]]", list(grouped)):
        if row["part"] in prefixes:
            found[row["part"]] = Figures.of(row)
        else:
            _add(own, Figures.of(row))
    label = {"province": _("provincial units"), "city": _("city units")}.get(area.level, _("units of the county"))
    result = [Part(None, label, own)] if own.units or not areas else []
    return result + [Part(a, a.name, found.get(a.path, Figures())) for a in areas]


def _add(total: Figures, more: Figures) -> None:
    total.units += more.units
    total.covered += more.covered
    for mine, theirs in ((total.marks, more.marks), (total.counts, more.counts)):
        for name, n in theirs.items():
            mine[name] += n


def own_units(area: Unit) -> QuerySet[UnitCoverage]:
    """The rows of the units of `area` itself, not of areas below it."""
    below = [a.path for a in Unit.objects.get_children(area).filter(is_area=True)]
    rows = UnitCoverage.objects.to_cover().filter(unit__path__startswith=area.path)
    for path in below:
        rows = rows.exclude(unit__path__startswith=path)
    return rows.select_related("unit").order_by("unit__path")


def heat(unit: Unit) -> list[tuple[Any, list[tuple[str, int]], int]]:
    """Registered points below `unit`: per class its label, (grade, count) for each grade, and the sum."""
    rows = (
        UnitRiskCount.objects.filter(unit__path__startswith=unit.path)
        .values("risk_class", "grade")
        .annotate(n=Sum("points"))
    )
    found = {(r["risk_class"], r["grade"]): r["n"] for r in rows}
    table = []
    for risk_class in RiskClass:
        cells = [(grade.value, found.get((risk_class.value, grade.value), 0)) for grade in Grade]
        table.append((risk_class, cells, sum(n for _grade, n in cells)))
    return table


@dataclass
class RecountResult:
    """What a recount found: how many units it counted, and the codes of those whose figures were wrong."""

    units: int
    wrong: list[str]


def recount(progress: Any = None) -> RecountResult:
    """Count every unit anew, mend what differs and name it. progress: called with units done and in all."""
    ids = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    wrong: list[str] = []
    for start in range(0, len(ids), RECOUNT_UNITS):
        chunk = ids[start : start + RECOUNT_UNITS]
        with transaction.atomic(), connection.cursor() as cursor:
            # Locked in the order that coverage_recount() locks them in, so that the two cannot deadlock.
            cursor.execute(
                "SELECT 1 FROM dashboards_unitcoverage WHERE unit_id = ANY(%s) ORDER BY unit_id FOR UPDATE",
                [chunk],
            )
            before = _stored(cursor, chunk)
            cursor.execute("SELECT coverage_recount(%s::bigint[])", [chunk])
            after = _stored(cursor, chunk)
        differing = [pk for pk in chunk if before.get(pk) != after.get(pk)]
        wrong += Unit.objects.filter(pk__in=differing).values_list("code", flat=True)
        if progress:
            progress(start + len(chunk), len(ids))
    return RecountResult(len(ids), wrong)


def _stored(cursor: Any, ids: list[int]) -> dict[int, Any]:
    columns = ", ".join(("c.unit_id", *(f"c.{name}" for name in COUNTS), "c.has_contact"))
    cursor.execute(
        f"SELECT {columns}, (SELECT jsonb_object_agg(r.risk_class || ' ' || r.grade, r.points) "
        "FROM dashboards_unitriskcount r WHERE r.unit_id = c.unit_id) "
        "FROM dashboards_unitcoverage c WHERE c.unit_id = ANY(%s)",
        [ids],
    )
    return {row[0]: row[1:] for row in cursor.fetchall()}


def take_snapshot() -> int:
    """Keep today's coverage of every area; run again on the same day it replaces it. Returns the areas."""
    areas = list(Unit.objects.filter(is_area=True).order_by("path"))
    today = timezone.localdate()
    rows = []
    for area in areas:
        found = figures(area)
        rows.append(
            CoverageSnapshot(
                area=area,
                day=today,
                units=found.units,
                covered=found.covered,
                points=found.counts["points"],
                measures=found.counts["measures"],
            )
        )
    CoverageSnapshot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["area", "day"],
        update_fields=["units", "covered", "points", "measures"],
    )
    return len(rows)


def trend(area: Unit, days: int = 180) -> list[CoverageSnapshot]:
    """The newest `days` snapshots of an area, oldest first."""
    return list(area.snapshots.order_by("-day")[:days])[::-1]


def missing_units(area: Unit, mark: str) -> QuerySet[UnitCoverage]:
    """The units below `area` that lack `mark`. Raises KeyError for an unknown mark."""
    MARK_LABELS[mark]
    rows = UnitCoverage.objects.to_cover().filter(unit__path__startswith=area.path, **{mark: False})
    return rows.select_related("unit").order_by("unit__path")
