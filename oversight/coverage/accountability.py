"""The accountability list (责任追究): duties that were not done, by unit and by the leader who answers for them.

Posts are listed, not people; the names of those who hold them now are shown to inspectors alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.work.sql_files import sql
from oversight.coverage.rows import below
from units.models import Post, PostPeriod, Unit
from units.subtrees import LEVELS, STEP

QUERY = sql("oversight.coverage", "accountability")
YEAR = timedelta(days=365)
SHOWN = 100  # lines; the page leads to smaller areas
KINDS = {
    "overdue": gettext_lazy("answers overdue"),
    "escalated": gettext_lazy("escalations"),
    "repeated": gettext_lazy("warned again"),
    "measures": gettext_lazy("measures overdue"),
    "failed": gettext_lazy("measures not effective"),
    "reviews": gettext_lazy("reviews passed"),
}


@dataclass(frozen=True)
class Line:
    """What one leader of one unit answers for. leader: None where the unit has no post of a main leader.

    is_only: whether all of the unit stands in this line, so that a list of the unit's rows is what it counts.
    """

    unit: Unit
    leader: Post | None
    counts: dict[str, int]
    together: int
    person: str = ""
    is_only: bool = True

    @property
    def cells(self) -> list[tuple[str, Any, int, str]]:
        """In the order of KINDS: kind, words, count, where its rows stand; empty where no list holds just them."""
        measures = self.is_only and {"measures": {"overdue": "true"}, "failed": {"failed": "true"}}
        filters: dict[str, tuple[str, dict[str, str]]] = {
            "overdue": ("warnings:list", {"show": "overdue", "about": "unit"}),
            "reviews": ("riskpoints:list", {"overdue": "true"}),
            **{kind: ("measures:list", only) for kind, only in (measures or {}).items()},
        }
        return [
            (
                kind,
                label,
                self.counts[kind],
                below(filters[kind][0], self.unit, **filters[kind][1]) if kind in filters else "",
            )
            for kind, label in KINDS.items()
        ]


def lines(unit: Unit, user: Any) -> tuple[list[Line], bool]:
    """(the lines, most first, whether there are more) of `unit` and below, as far as `user` reads the register."""
    parameters: dict[str, Any] = {"today": timezone.localdate(), "since": timezone.now() - YEAR, "limit": SHOWN + 1}
    paths = user.paths_below(REGISTER_READERS, unit.path)
    with connection.cursor() as cursor:
        conditions = {f"where_{table}": _below(table, paths, parameters) for table in "wmp"}
        cursor.execute(QUERY.format(**conditions), parameters)
        found = cursor.fetchall()
    units = Unit.objects.in_bulk({row[0] for row in found})
    posts = Post.objects.in_bulk({row[1] for row in found if row[1]})
    names = _names(set(posts)) if user.holds((Role.INSPECTOR,), at=unit) else {}
    rows = [
        Line(
            units[row[0]],
            posts.get(row[1]),
            dict(zip(KINDS, row[2:-2], strict=True)),
            row[-2],
            names.get(row[1], ""),
            row[-1] == 1,
        )
        for row in found[:SHOWN]
    ]
    return rows, len(found) > SHOWN


def _below(table: str, paths: list[str], parameters: dict[str, Any]) -> str:
    """A condition on `table`.path in the words of its indexes; its values go into `parameters`."""
    conditions = []
    for n, path in enumerate(paths):
        parameters[f"path_{n}"] = path
        size = len(path)
        by_index = f"left({table}.path, {size}) = %(path_{n})s"
        conditions.append(by_index if size // STEP in LEVELS else f"starts_with({table}.path, %(path_{n})s)")
    return f"({' OR '.join(conditions) or 'false'})"


def _names(posts: set[int]) -> dict[int, str]:
    """Who holds each post now."""
    held = PostPeriod.objects.filter(post__in=posts, ended_on=None).select_related("official")
    return {period.post_id: period.official.name for period in held}
