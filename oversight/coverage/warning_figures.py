"""Warnings of an area and its parts: open ones by level, how long answers take, what is overdue. One query each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Left, TruncMonth
from django.utils import timezone

from oversight.coverage.rows import below
from riskwarnings.choices import LEVELS, OPEN, UNANSWERED, YEAR
from riskwarnings.models import Warning
from units.models import Unit
from units.subtrees import STEP

MONTHS = 12
TOOK = ExpressionWrapper(F("answered_at") - F("issued_at"), DurationField())


@dataclass
class Warned:
    """Figures of issued warnings. days: mean days from issue to answer over the past year, None without any."""

    open_by_level: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    open: int = 0
    unanswered: int = 0
    overdue: int = 0
    escalated: int = 0
    issued: int = 0
    answered: int = 0
    days: float | None = None

    def __add__(self, other: Warned) -> Warned:
        answered = self.answered + other.answered
        spent = (self.days or 0) * self.answered + (other.days or 0) * other.answered
        return Warned(
            {level: self.open_by_level[level] + other.open_by_level[level] for level in LEVELS},
            self.open + other.open,
            self.unanswered + other.unanswered,
            self.overdue + other.overdue,
            self.escalated + other.escalated,
            self.issued + other.issued,
            answered,
            spent / answered if answered else None,
        )


@dataclass(frozen=True)
class Part:
    """A line of the page; area: the area that it opens, None for the units of the level itself."""

    area: Unit | None
    figures: Warned

    @property
    def urls(self) -> dict[str, str]:
        """Where the rows of each figure stand; of the level's own units there is no list without those below."""
        return addresses(self.area) if self.area else {}

    @property
    def levels(self) -> list[tuple[str, int, str]]:
        return by_level(self.area, self.figures)


SHOWN = {
    "open": "in_hand",
    "overdue": "overdue",
    "escalated": "escalated",
    "answered": "answered_of_late",
    "issued": "issued_of_late",
}


def addresses(unit: Unit) -> dict[str, str]:
    """The list of the warnings that each figure of `unit` counts."""
    return {figure: below("warnings:list", unit, show=shown) for figure, shown in SHOWN.items()}


def by_level(unit: Unit | None, figures: Warned) -> list[tuple[str, int, str]]:
    """(level, open warnings, where these stand) from blue to red."""
    return [
        (level, n, below("warnings:list", unit, show="in_hand", level=level) if unit else "")
        for level, n in figures.open_by_level.items()
    ]


def parts_of(unit: Unit, user: Any) -> list[Part]:
    """The areas below `unit` and its own units, as far as the warnings are visible to `user`."""
    since = timezone.now() - YEAR
    opened, late = Q(status__in=OPEN), Q(status__in=UNANSWERED, due_on__lt=timezone.localdate())
    answered = Q(answered_at__gte=since)
    rows = (
        Warning.objects.visible_to(user)
        .filter(path__below=unit.path, issued_at__isnull=False)
        .annotate(part=Left("path", len(unit.path) + STEP))
        .values("part")
        .order_by()
        .annotate(
            **{level: Count("pk", filter=opened & Q(level=level)) for level in LEVELS},
            n_open=Count("pk", filter=opened),
            unanswered=Count("pk", filter=Q(status__in=UNANSWERED)),
            overdue=Count("pk", filter=late),
            n_escalated=Count("pk", filter=opened & Q(escalations__gt=0)),
            n_issued=Count("pk", filter=Q(issued_at__gte=since)),
            n_answered=Count("pk", filter=answered),
            took=Avg(TOOK, filter=answered),
        )
    )
    found = {row["part"]: _figures(row) for row in rows}
    areas = list(Unit.objects.get_children(unit).filter(is_area=True)) if unit.is_area else []
    lines = [Part(area, found.pop(area.path, Warned())) for area in areas]
    own = sum(found.values(), Warned())
    return [*lines, Part(None, own)]


def _figures(row: Any) -> Warned:
    return Warned(
        {level: row[level] for level in LEVELS},
        row["n_open"],
        row["unanswered"],
        row["overdue"],
        row["n_escalated"],
        row["n_issued"],
        row["n_answered"],
        row["took"].total_seconds() / 86400 if row["took"] else None,
    )


def by_month(unit: Unit, user: Any) -> list[tuple[date, int, int]]:
    """(first day of the month, warnings issued, of them escalated) of the past year, the oldest first."""
    first = timezone.localdate().replace(day=1)
    months = [first]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    rows = (
        Warning.objects.visible_to(user)
        .filter(path__below=unit.path, issued_at__date__gte=months[-1])
        .annotate(month=TruncMonth("issued_at"))
        .values("month")
        .order_by()
        .annotate(issued=Count("pk"), up=Count("pk", filter=Q(escalations__gt=0)))
    )
    found = {timezone.localtime(row["month"]).date(): (row["issued"], row["up"]) for row in rows}
    return [(month, *found.get(month, (0, 0))) for month in reversed(months)]
