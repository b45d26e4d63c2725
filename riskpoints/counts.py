"""How many risk points an area holds, kept as a ledger by the database (riskpoints/sql/counts.sql)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, models
from django.db.models import Sum

from powers.models import Domain
from riskpoints.choices import RiskClass, RiskPointStatus
from riskpoints.grading import Grade
from units.choices import Industry
from units.models import Unit

# The filters of the register that the ledger can answer.
CELLS = ("status", "grade", "risk_class", "domain", "industry")


class PointCount(models.Model):
    """Points of an area and everything below it that share these values; several rows of a cell are added up."""

    area = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    status = models.CharField(max_length=10, choices=RiskPointStatus)
    grade = models.CharField(max_length=6, choices=Grade)
    risk_class = models.CharField(max_length=12, choices=RiskClass)
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, related_name="+", db_index=False)
    industry = models.CharField(max_length=20, choices=Industry)
    points = models.BigIntegerField()

    class Meta:
        # With every column in it, so that a count reads one stretch of the index and not the rows.
        indexes = [
            models.Index(
                fields=["area"],
                include=["status", "grade", "risk_class", "domain", "industry", "points"],
                name="point_count_area",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.status} {self.grade} {self.risk_class}: {self.points}"


def total(paths: Collection[str], exclude: Collection[str] = (), **values: Any) -> int | None:
    """Points below the areas at `paths`, e.g. total(["0001"], grade="high"); None where one is no area.

    exclude: statuses that are not counted. values: of CELLS; an empty one does not narrow.
    """
    areas = list(Unit.objects.filter(path__in=paths, is_area=True).values_list("pk", flat=True))
    if len(areas) < len(set(paths)):
        return None
    wanted = {name: value for name, value in values.items() if value not in (None, "")}
    rows = PointCount.objects.filter(area__in=areas, **wanted).exclude(status__in=exclude)
    return rows.aggregate(n=Sum("points"))["n"] or 0


def by_class_and_grade(unit: Unit) -> dict[tuple[str, str], int]:
    """Registered points below `unit`, by (class, grade): from the ledger for an area, from the rows for a unit."""
    from riskpoints.models import RiskPoint

    if unit.is_area:
        rows = PointCount.objects.filter(area=unit, status=RiskPointStatus.REGISTERED)
        found: Any = rows.values_list("risk_class", "grade").annotate(n=Sum("points"))
    else:
        points = RiskPoint.objects.in_force().filter(path__below=unit.path).order_by()
        found = points.values_list("risk_class", "grade").annotate(n=models.Count("pk"))
    return {(risk_class, grade): n for risk_class, grade, n in found}


def fold() -> None:
    """Make the ledger short again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT point_counts_fold()")


def mend(below: str = "") -> int:
    """Count the points anew, correct the ledger, and return how many of its cells were wrong.

    below: the path of an area, to count there only.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT point_counts_mend_below(%s)", [below])
        return cursor.fetchone()[0]
