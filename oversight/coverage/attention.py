"""What needs attention in an area: the rules that find it, each with its name, the one list of them.

A rule looks at a `Situation` and yields findings. The effect of a finding is how many units it concerns, whatever its
rows are, so that findings of all rules stand in one order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from oversight.coverage.models import MARK_LABELS
from oversight.coverage.rows import below, steps
from oversight.coverage.situation import Part, Situation

EACH = 2  # findings of one rule that are shown
SHOWN = 7
FAR = 3  # years; full coverage later than that is late


@dataclass(frozen=True)
class Finding:
    """A sentence, what stands behind it, and how many rows `url` opens. effect: units concerned.

    is_most: of which rows are counted by area alone, it is known only how many units these can be at most.
    """

    sentence: str
    detail: str
    rows: int
    url: str
    effect: int
    is_most: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule by its name. finds: in words. find: its findings, in any order."""

    name: str
    finds: Promise
    find: Callable[[Situation], Iterator[Finding]]


RULES: list[Rule] = []


def rule(name: str, finds: Promise) -> Any:
    """Enters the function into the list of rules."""

    def enter(find: Callable[[Situation], Iterator[Finding]]) -> Callable[[Situation], Iterator[Finding]]:
        RULES.append(Rule(name, finds, find))
        return find

    return enter


def found(situation: Situation) -> list[tuple[Rule, Finding]]:
    """What the rules find, what concerns most units first, at most EACH of one rule and SHOWN in all."""
    every = []
    for each in RULES:
        findings = sorted(each.find(situation), key=lambda finding: -finding.effect)
        every += [(each, finding) for finding in islice(findings, EACH) if finding.rows]
    return sorted(every, key=lambda pair: -pair[1].effect)[:SHOWN]


def _not_covered(part: Part, sentence: str, detail: str, effect: int) -> Finding:
    """A finding about an area, whose rows are its units that are not covered."""
    assert part.area
    url = below("dashboards:units", part.area, missing="covered")
    return Finding(sentence, detail, part.missing, url, effect)


def _left(part: Part) -> str:
    return ngettext("%(n)s unit is not covered yet.", "%(n)s units are not covered yet.", part.missing) % {
        "n": f"{part.missing:,}"
    }


def _where_most(situation: Situation, lacking: Callable[[Part], int]) -> str:
    """Which part has the most of it; empty where the area has no parts."""
    parts = [part for part in situation.parts if part.area]
    if not parts:
        return ""
    most = max(parts, key=lacking)
    return _("%(area)s has most: %(n)s.") % {"area": most.name, "n": f"{lacking(most):,}"}


def _steps_left(situation: Situation) -> str:
    """How many steps nobody assessed, where they are too many to be listed."""
    n = situation.figures.counts["steps"] - situation.figures.counts["steps_assessed"]
    return ngettext("%(n)s step is not assessed.", "%(n)s steps are not assessed.", n) % {"n": f"{n:,}"} if n else ""


def _together(*sentences: str) -> str:
    space = "" if get_language().startswith("zh") else " "
    return space.join(filter(None, sentences))


@rule("falling", gettext_lazy("areas of which fewer units are covered than on the compared day"))
def falling(situation: Situation) -> Iterator[Finding]:
    for part in situation.parts:
        lost = part.then.covered - part.now.covered if part.then else 0
        if part.area and lost > 0 and part.then:
            sentence = _("%(area)s: %(n)s fewer covered than on %(day)s")
            told = {"area": part.name, "n": f"{lost:,}", "day": part.then.day.isoformat()}
            yield _not_covered(part, sentence % told, _left(part), part.missing)


@rule("standstill", gettext_lazy("areas in which the units still missing did not become fewer in the past 30 days"))
def standstill(situation: Situation) -> Iterator[Finding]:
    for part in situation.parts:
        is_falling = part.then and part.now.covered < part.then.covered
        if part.area and part.missing and part.pace is not None and part.pace <= 0 and not is_falling:
            sentence = _("%(area)s: no further unit covered in 30 days") % {"area": part.name}
            yield _not_covered(part, sentence, _left(part), part.missing)


@rule("late", gettext_lazy("areas that at the pace of the past 30 days are covered in full only after three years"))
def late(situation: Situation) -> Iterator[Finding]:
    for part in situation.parts:
        if not part.area or not part.missing or part.pace is None or part.pace <= 0:
            continue
        if part.reached is None or part.reached.year >= situation.today.year + FAR:
            year = part.reached.year if part.reached else situation.today.year + 10
            sentence = _("%(area)s: full coverage only in %(year)s or later") % {"area": part.name, "year": year}
            yield _not_covered(part, sentence, _left(part), part.missing)


@rule("not_held", gettext_lazy("registered risk points without a live measure, or with less than the plan asks"))
def not_held(situation: Situation) -> Iterator[Finding]:
    counts = situation.figures.counts
    n = counts["points"] - counts["points_held"]
    sentence = ngettext("%(n)s risk point lacks measures", "%(n)s risk points lack measures", n) % {"n": f"{n:,}"}
    where = _where_most(situation, lambda p: p.figures.counts["points"] - p.figures.counts["points_held"])
    high = counts["high"] - counts["high_held"]
    graded = ngettext("%(n)s of them is high.", "%(n)s of them are high.", high) % {"n": f"{high:,}"} if high else ""
    yield Finding(
        sentence,
        _together(graded, where),
        n,
        below("dashboards:not_held", situation.area),
        situation.figures.units - situation.figures.marks["points_mark"],
    )


@rule(
    "not_assessed", gettext_lazy("steps of a county without a risk point that are not signed as free of risk either")
)
def not_assessed(situation: Situation) -> Iterator[Finding]:
    figures, url = situation.figures, steps(situation.area, "no")
    n = figures.counts["steps"] - figures.counts["steps_assessed"]
    sentence = ngettext("%(n)s step is not assessed", "%(n)s steps are not assessed", n) % {"n": f"{n:,}"}
    if url:
        yield Finding(sentence, "", n, url, figures.units - figures.marks["steps_mark"])


@rule("lacking", gettext_lazy("marks that units lack; where points and steps can be listed, these stand for theirs"))
def lacking(situation: Situation) -> Iterator[Finding]:
    figures = situation.figures
    listed = {"points_mark"} | ({"steps_mark"} if steps(situation.area, "no") else set())
    for name in MARK_LABELS.keys() - listed:
        n = figures.units - figures.marks[name]
        told = {"n": f"{n:,}", "mark": MARK_LABELS[name]}
        sentence = ngettext("%(n)s unit lacks “%(mark)s”", "%(n)s units lack “%(mark)s”", n) % told
        where = _where_most(situation, lambda p, name=name: p.figures.units - p.figures.marks[name])  # type: ignore[misc]
        detail = _together(_steps_left(situation) if name == "steps_mark" else "", where)
        yield Finding(sentence, detail, n, below("dashboards:units", situation.area, missing=name), n)


@rule("unanswered", gettext_lazy("warnings whose answer is overdue"))
def unanswered(situation: Situation) -> Iterator[Finding]:
    n = situation.warned.overdue
    sentence = ngettext("%(n)s warning has no answer in time", "%(n)s warnings have no answer in time", n) % {
        "n": f"{n:,}"
    }
    where = _where_most(situation, lambda p: p.warned.overdue)
    yield Finding(
        sentence,
        where,
        n,
        below("warnings:list", situation.area, show="overdue", about="unit"),
        situation.warned.units_late,
    )


@rule("overdue", gettext_lazy("areas in which more measures are overdue than on the compared day"))
def overdue(situation: Situation) -> Iterator[Finding]:
    day, then = situation.since_all, situation.then_all
    areas = [(p.area, p.overdue, p.overdue_then, p.now.units) for p in situation.parts if p.area] or [
        (situation.area, situation.overdue, then.overdue if then else None, situation.now.units)
    ]
    for area, n, before, units in areas:
        if not day or before is None or n <= before:
            continue
        sentence = ngettext(
            "%(area)s: %(n)s more measure overdue than on %(day)s",
            "%(area)s: %(n)s more measures overdue than on %(day)s",
            n - before,
        )
        told = {"area": area.name, "n": f"{n - before:,}", "day": day.isoformat()}
        detail = ngettext("%(n)s measure is overdue.", "%(n)s measures are overdue.", n) % {"n": f"{n:,}"}
        url = below("measures:list", area, overdue="true")
        yield Finding(sentence % told, detail, n, url, min(n, units), is_most=True)
