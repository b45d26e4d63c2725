"""The overview of a unit: its marks, where its risks lie, what happened, what it lacks and what comes next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.pages.tabs import Tab, enter
from oversight.coverage import unit_events, unit_gaps
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from powers.models import PowerItem
from riskpoints.grading import Grade
from riskpoints.models import POST, RiskPoint
from riskpoints.tabs import reads_register
from units.models import Post, Unit
from units.tabs import UNIT, about

POSTS = 5  # with most risk
GRADES = (Grade.HIGH, Grade.MEDIUM, Grade.LOW)
WEIGHTS = {Grade.HIGH: 100, Grade.MEDIUM: 10, Grade.LOW: 1}  # by which posts with most risk are found


@dataclass
class Spread:
    """The risk points in force of a power or a post: how many of each grade, and how many are not held."""

    row: Any
    url: str
    by_grade: dict[Grade, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))
    not_held: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_grade.values())

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(grade.value, n) for grade, n in self.by_grade.items()]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[grade] * n for grade, n in self.by_grade.items())


def _spread(unit: Unit, by: Any) -> dict[int | None, dict[str, tuple[int, int]]]:
    """Points in force by what `by` says and by grade, each with those that are not held; one query."""
    rows = RiskPoint.objects.filter(unit=unit).in_force().order_by().values_list(by, "grade")
    found: dict[int | None, dict[str, tuple[int, int]]] = defaultdict(dict)
    for key, grade, n, bare in rows.annotate(n=Count("pk"), bare=Count("pk", filter=Q(holding__is_held=False))):
        found[key][grade] = (n, bare)
    return found


def _filled(spread: Spread, counts: dict[str, tuple[int, int]]) -> Spread:
    for grade, (n, bare) in counts.items():
        spread.by_grade[Grade(grade)] += n
        spread.not_held += bare
    return spread


def by_power(unit: Unit) -> list[Spread]:
    """The powers that are not abolished or have points, those with most points first; two queries."""
    found, address = _spread(unit, "step__flow__power_item"), "points/?status=registered&power="
    outside = found.pop(None, {})
    shown = Q(pk__in=list(found)) | ~Q(status="abolished")
    powers = PowerItem.objects.filter(shown, unit=unit).only("code", "name").order_by("code")
    spreads = [_filled(Spread(power, f"{address}{power.pk}"), found.get(power.pk, {})) for power in powers]
    spreads.sort(key=lambda spread: -spread.total)
    if outside:
        spreads.append(_filled(Spread(_("outside of flows"), f"{address}null"), outside))
    return spreads


def in_all(spreads: list[Spread]) -> Spread:
    total = Spread("", "points/?status=registered")
    for spread in spreads:
        total.not_held += spread.not_held
        for grade, n in spread.by_grade.items():
            total.by_grade[grade] += n
    return total


def by_post(unit: Unit) -> list[Spread]:
    """The posts at which most risk lies; two queries."""
    found = _spread(unit, POST)
    found.pop(None, None)
    posts = Post.objects.filter(pk__in=[pk for pk in found if pk]).only("name", "department", "unit_id")
    spreads = [_filled(Spread(post, f"points/?status=registered&post={post.pk}"), found[post.pk]) for post in posts]
    return sorted(spreads, key=lambda spread: -spread.weight)[:POSTS]


def overview(unit: Unit, request: Any) -> dict[str, Any]:
    user = request.user
    row = get_object_or_404(UnitCoverage.objects.select_related("unit"), pk=unit.pk)
    missing = sum(not getattr(row, name) for name in MARK_LABELS)
    has = len(MARK_LABELS) - missing
    title = (
        ngettext("%(n)s mark is missing", "%(n)s marks are missing", missing) % {"n": missing}
        if missing
        else _("Nothing is missing")
    )
    rest = ngettext("The unit has the other %(n)s mark.", "The unit has the other %(n)s marks.", has) % {"n": has}
    powers = by_power(unit)
    return about(unit, request) | {
        "boxes": unit_gaps.boxes(row),
        "lacks": list(unit_gaps.lacks(row, user)),
        "lacks_title": title,
        "lacks_rest": (rest if missing else _("The unit has all six marks.")) if has else "",
        "coming": unit_events.coming(unit, user),
        "milestones": unit_events.milestones(unit, user),
        "events": unit_events.latest(unit, user),
        "powers": powers,
        "in_all": in_all(powers),
        "posts": by_post(unit),
        "grades": GRADES,
    }


enter(Tab(UNIT, 10, "", gettext_lazy("Overview"), "coverage/unit.html", overview, may_see=reads_register))
