"""Which marks the units of an area lack, the one that is missing most first: how many units, what changed, and how
much of what each counts is not done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from oversight.coverage.comparisons import Change
from oversight.coverage.rows import below, steps
from oversight.coverage.situation import Situation
from units.models import Unit

# Of each mark what the ledger counts: done, of all, and the words for the rest.
COUNTED: dict[str, tuple[str, str, Promise]] = {
    "powers_mark": ("powers_confirmed", "powers", ngettext_lazy("%(shown)s power", "%(shown)s powers", "n")),
    "flows_mark": ("powers_with_flow", "powers", ngettext_lazy("%(shown)s flow", "%(shown)s flows", "n")),
    "steps_mark": ("steps_assessed", "steps", ngettext_lazy("%(shown)s step", "%(shown)s steps", "n")),
    "points_mark": ("points_held", "points", ngettext_lazy("%(shown)s point", "%(shown)s points", "n")),
    "published_mark": ("published", "publishable", ngettext_lazy("%(shown)s flow", "%(shown)s flows", "n")),
}


@dataclass(frozen=True)
class MissingMark:
    """units: without the mark, which `url` opens. left: how much of what it counts is not done, in words, and where
    just that is listed; both empty where nothing is counted."""

    label: Any
    units: int
    url: str
    change: Change | None
    left: str = ""
    left_rows: int = 0
    left_url: str = ""


def missing_marks(situation: Situation) -> Iterator[MissingMark]:
    area, figures, past = situation.area, situation.figures, situation.past_all
    for name, label, n in figures.missing:
        change = Change(n - (past.units - past.marks[name]), less_is_better=True) if past else None
        left, rows = "", 0
        if name in COUNTED:
            done, of, words = COUNTED[name]
            rows = figures.counts[of] - figures.counts[done]
            left = str(words % {"n": rows, "shown": f"{rows:,}"}) if rows else ""
        url = below("dashboards:units", area, missing=name)
        yield MissingMark(label, n, url, change, left, rows, _listed(name, area))


def _listed(name: str, area: Unit) -> str:
    """The list of what a mark counts and is not done, where there is one that is quick for an area of this size."""
    if name == "points_mark":
        return below("dashboards:not_held", area)
    return steps(area, "no") if name == "steps_mark" else ""
