"""Coverage of an area and its parts, read from the summary rows, and the recount that proves them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from django.db import connection, transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oversight.coverage.models import MARK_LABELS, AreaCoverage, CoverageSnapshot, MeasuresDue, UnitCoverage
from powers.models import StepQuerySet
from riskpoints import counts
from riskpoints.choices import FindingStatus, RiskClass
from riskpoints.counts import by_class_and_grade
from riskpoints.grading import Grade
from riskpoints.models import NoRiskFinding, RiskPoint, RiskPointQuerySet
from units.models import Unit

# What the ledger adds up, each as sum_… (sql/ledger.sql).
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
    "high",
    "high_held",
    "measures",
    "rules",
)
# What of it a snapshot keeps, and since when it keeps all of it tells any of LATER.
KEPT = ("steps", "steps_assessed", "points", "points_held", "high", "high_held", "measures")
LATER = "steps"
RECOUNT_UNITS = 2000  # units per statement of the recount: bounded memory, visible progress


def _of_units() -> dict[str, Any]:
    """Sums over summary rows of units, under the names that `Figures.of` reads."""
    marks = {name: Count("pk", filter=Q(to_cover=True, **{name: True})) for name in ("covered", *MARK_LABELS)}
    sums = {f"n_sum_{name}": Coalesce(Sum(name), 0, output_field=IntegerField()) for name in COUNTS}
    return {"n_units": Count("pk", filter=Q(to_cover=True)), **{f"n_{name}": n for name, n in marks.items()}, **sums}


def _of_areas() -> dict[str, Any]:
    """The same sums over rows of the ledger."""
    names = ("units", "covered", *MARK_LABELS, *(f"sum_{name}" for name in COUNTS))
    return {f"n_{name}": Coalesce(Sum(name), 0, output_field=IntegerField()) for name in names}


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
            units=row["n_units"],
            covered=row["n_covered"],
            marks={name: row[f"n_{name}"] for name in MARK_LABELS},
            counts={name: row[f"n_sum_{name}"] for name in COUNTS},
        )

    @classmethod
    def kept(cls, snapshot: CoverageSnapshot) -> Figures | None:
        """What a snapshot keeps of them; None for one of the days when it did not keep all yet."""
        if getattr(snapshot, LATER) is None:
            return None
        return cls(
            units=snapshot.units,
            covered=snapshot.covered,
            marks={name: getattr(snapshot, name) for name in MARK_LABELS},
            counts={name: getattr(snapshot, name) for name in KEPT},
        )

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.units + other.units,
            self.covered + other.covered,
            {name: n + other.marks[name] for name, n in self.marks.items()},
            {name: n + other.counts[name] for name, n in self.counts.items()},
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
    """Coverage of `unit` and everything below it: of an area from the ledger, of a unit from its own rows."""
    if unit.is_area:
        return sum(own_figures(unit).values(), Figures())
    return Figures.of(UnitCoverage.objects.filter(path__startswith=unit.path).aggregate(**_of_units()))


def own_figures(area: Unit) -> dict[str, Figures]:
    """What the own units of `area` and of each area below it add up to, by the path of the area; one query."""
    # That an area is an area goes without saying, but not to the planner: of these there is a short index.
    ledger = AreaCoverage.objects.filter(area__path__below=area.path, area__is_area=True)
    rows = ledger.values("area__path").annotate(**_of_areas())
    return {row["area__path"]: Figures.of(row) for row in cast("list[dict[str, Any]]", list(rows))}


def parts(area: Unit, own: dict[str, Figures] | None = None) -> list[Part]:
    """The areas directly below `area` and, first, its own units; together they are all of it.

    own: what `own_figures(area)` gave, where it is at hand. Two queries, however many units there are.
    """
    own = own_figures(area) if own is None else own
    areas = list(Unit.objects.get_children(area).filter(is_area=True).select_related("division"))
    below = {a.path: Figures() for a in areas}
    for path, found in own.items():
        child = path[: len(area.path) + Unit.steplen]
        if child in below:
            below[child] += found
    of_area = own.get(area.path, Figures())
    result = [Part(None, own_label(area), of_area)] if of_area.units or not areas else []
    return result + [Part(a, a.name, below[a.path]) for a in areas]


def own_label(area: Unit) -> Any:
    """What the own units of `area`, taken together, are called."""
    return {"province": _("provincial units"), "city": _("city units")}.get(area.level, _("units of the county"))


def heat(unit: Unit, found: dict[tuple[str, str], int] | None = None) -> list[tuple[Any, list[tuple[str, int]], int]]:
    """Registered points below `unit`: per class its label, (grade, count) for each grade, and the sum.

    found: what `by_class_and_grade(unit)` gave, where it is at hand.
    """
    found = by_class_and_grade(unit) if found is None else found
    table = []
    for risk_class in RiskClass:
        cells = [(grade.value, found.get((risk_class.value, grade.value), 0)) for grade in Grade]
        table.append((risk_class, cells, sum(n for _grade, n in cells)))
    return table


@dataclass
class RecountResult:
    """What a recount found: how many units it counted, the codes of those whose figures were wrong, and how many
    sums of the three ledgers (areas, measures due, risk points) were."""

    units: int
    wrong: list[str]
    wrong_sums: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.wrong and not self.wrong_sums


def recount(progress: Any = None) -> RecountResult:
    """Count every unit anew, mend what differs and name it. progress: called with units done and in all."""
    ids = list(Unit.objects.order_by("path").values_list("pk", flat=True))
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
    return RecountResult(len(ids), wrong, _mend_sums())


def _mend_sums() -> int:
    """Count the sums of all areas anew and put right what differs; returns how many did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT area_coverage_mend(), measures_due_mend()")
        wrong_areas, wrong_days = cursor.fetchone()
    wrong = wrong_areas + wrong_days + counts.mend()
    fold()
    return wrong


def fold() -> None:
    """Make the ledgers short again; the figures stay what they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT area_coverage_fold(), measures_due_fold()")
    counts.fold()


def _stored(cursor: Any, ids: list[int]) -> dict[int, Any]:
    columns = ", ".join(("unit_id", "path", "area_id", "to_cover", *COUNTS, "has_contact"))
    cursor.execute(f"SELECT {columns} FROM dashboards_unitcoverage WHERE unit_id = ANY(%s)", [ids])
    return {row[0]: row[1:] for row in cursor.fetchall()}


def take_snapshot() -> int:
    """Keep today's coverage of every area; run again on the same day it replaces it. Returns the areas."""
    today = timezone.localdate()
    found = {
        area: figures
        for top in Unit.objects.get_root_nodes().filter(is_area=True)
        for area, figures in of_all_areas(top).items()
    }
    overdue = measures_overdue(Unit.objects.filter(is_area=True))
    rows = [
        CoverageSnapshot(
            area=area,
            day=today,
            units=of_area.units,
            covered=of_area.covered,
            overdue=overdue.get(area.pk, 0),
            **of_area.marks,
            **{name: of_area.counts[name] for name in KEPT},
        )
        for area, of_area in found.items()
    ]
    CoverageSnapshot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["area", "day"],
        update_fields=["units", "covered", "overdue", *MARK_LABELS, *KEPT],
    )
    return len(rows)


def of_all_areas(top: Unit) -> dict[Unit, Figures]:
    """Coverage of `top` and of every area below it; two queries."""
    own = own_figures(top)
    areas = Unit.objects.below(top).filter(is_area=True).order_by("path")
    return {
        area: sum((found for path, found in own.items() if path.startswith(area.path)), Figures()) for area in areas
    }


def measures_overdue(areas: Any) -> dict[int, int]:
    """How many measures of each of `areas`, with everything below it, are overdue today; by its primary key. As
    `MeasureQuerySet.overdue` says it, from the ledger."""
    due = MeasuresDue.objects.filter(area__in=areas, due_on__lt=timezone.localdate())
    return dict(due.values_list("area").annotate(n=Sum("measures")))


class Trend(NamedTuple):
    """What a trend shows of a snapshot. steps: None where that one did not keep all figures yet (LATER)."""

    day: date
    units: int
    covered: int
    points: int
    measures: int
    steps: int | None


def trend(area: Unit, days: int = 180) -> list[Trend]:
    """The newest `days` snapshots of an area, oldest first."""
    rows = area.snapshots.order_by("-day").values_list(*Trend._fields)[:days]
    return [Trend(*row) for row in rows][::-1]


def points_not_held(points: RiskPointQuerySet) -> RiskPointQuerySet:
    """Of these points those in force that are not held as they should be; `holding` tells what is missing.

    Only units that have such points are looked into: which these are, their summary rows know.
    """
    units = UnitCoverage.objects.filter(points_held__lt=F("points")).values("pk")
    rows = points.in_force().filter(unit__in=units, holding__is_held=False)
    return rows.select_related("holding", "domain__control_plan")


def _found_at_step() -> tuple[Exists, Exists]:
    """What makes a step assessed, in whatever version: a registered point, or a signature that it is free of risk."""
    of_lineage = {"step__lineage": OuterRef("lineage")}
    signed = NoRiskFinding.objects.filter(status=FindingStatus.SIGNED, **of_lineage)
    return Exists(RiskPoint.objects.in_force().filter(**of_lineage)), Exists(signed)


def steps_assessed(steps: StepQuerySet) -> StepQuerySet:
    """Of these steps those at which a point is registered or freedom of risk is signed."""
    point, signed = _found_at_step()
    return steps.filter(point | signed)


def steps_not_assessed(steps: StepQuerySet) -> StepQuerySet:
    """Of these steps the others. As above, only units that have such steps are looked into."""
    point, signed = _found_at_step()
    units = UnitCoverage.objects.filter(steps_assessed__lt=F("steps")).values("pk")
    return steps.filter(~point, ~signed, flow__power_item__unit__in=units)
