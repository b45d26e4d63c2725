"""What a unit lacks to be covered: its six marks, and of each missing one the very rows and where they are mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ground.lifecycle.roles import Role
from ground.pages.rails import Lack
from oversight.coverage import area_figures
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from oversight.coverage.rows import below, mark_counts
from powers.choices import PowerStatus
from powers.models import PowerItem
from riskpoints.assessed_steps import HOW_TO_ASSESS, not_assessed, steps_in_force
from riskpoints.models import RiskPoint

NAMED = 2  # rows of a gap that are named


@dataclass(frozen=True)
class MarkBox:
    """One of the six marks of a unit: whether it has it, and the figures, which open their rows by `url`."""

    name: str
    label: Any
    has: bool
    part: int
    whole: int
    url: str
    note: Any = ""


def boxes(row: UnitCoverage) -> list[MarkBox]:
    """The six marks of a unit; what is missing leads to the rows that are missing, else to all."""
    top = row.unit.get_absolute_url()
    # Of each mark: where on the page of the unit all of it stands, and where what is missing stands.
    places = {
        "powers_mark": (f"{top}powers/", f"{top}powers/?status=draft"),
        "flows_mark": (f"{top}powers/", f"{top}powers/?flow_status=without"),
        "steps_mark": (f"{top}steps/", f"{top}steps/?found=nothing"),
        "points_mark": (f"{top}points/?status=registered", below("dashboards:not_held", row.unit)),
        "published_mark": (f"{top}boards/", f"{top}powers/?flow_status=unpublished"),
        "base_mark": (f"{top}rules/", f"{top}rules/" if row.has_contact else f"{top}posts/"),
    }
    notes, counts = _notes(row), mark_counts(row)
    return [
        MarkBox(
            name,
            MARK_LABELS[name],
            getattr(row, name),
            part,
            whole,
            of_all if part == whole else of_missing,
            notes.get(name, ""),
        )
        for name, (of_all, of_missing) in places.items()
        for part, whole in [counts[name]]
    ]


def _notes(row: UnitCoverage) -> dict[str, str]:
    """What is said beside the figures of a mark, where there is something to say."""
    notes = {"base_mark": ngettext("%(n)s rule", "%(n)s rules", row.rules) % {"n": row.rules}}
    hidden = row.powers_with_flow - row.publishable
    if hidden:
        notes["published_mark"] = ngettext("%(n)s not to be published", "%(n)s not to be published", hidden) % {
            "n": hidden
        }
    elif not row.published_mark and row.published == row.publishable:
        notes["published_mark"] = _("Flows are confirmed first.")
    return notes


def lacks(row: UnitCoverage, user: Any) -> Iterator[Lack]:
    """What the unit lacks, in the order in which it is mended; at most one query each."""
    unit, top = row.unit, row.unit.get_absolute_url()
    if not row.powers_mark:
        yield _powers(row, user)
    if not row.powers:
        return  # everything else follows from the powers
    powers = PowerItem.objects.filter(unit=unit).order_by("code")
    if not row.flows_mark:
        n = row.powers - row.powers_with_flow
        title = ngettext("Confirm the flow of %(n)s power", "Confirm the flows of %(n)s powers", n) % {"n": n}
        yield _rows(title, powers.without_flow(), n, f"{top}powers/?flow_status=without", _("Go to the flows"))
    if row.steps_assessed < row.steps:
        yield _steps(row)
    if row.points_held < row.points:
        n, all_of_them = row.points - row.points_held, below("dashboards:not_held", unit)
        title = ngettext("Add measures to %(n)s risk point", "Add measures to %(n)s risk points", n) % {"n": n}
        points = area_figures.points_not_held(RiskPoint.objects.filter(unit=unit)).order_by("pk")
        yield _rows(title, points, n, all_of_them, _("Add measures"))
    if row.published < row.publishable:
        n = row.publishable - row.published
        title = ngettext("Publish %(n)s flow", "Publish %(n)s flows", n) % {"n": n}
        yield _rows(title, powers.not_published(), n, f"{top}powers/?flow_status=unpublished", _("Go to the flows"))
    yield from _base(row, user)


def _powers(row: UnitCoverage, user: Any) -> Lack:
    unit, n, top = row.unit, row.powers - row.powers_confirmed, row.unit.get_absolute_url()
    if row.powers:
        drafts = PowerItem.objects.filter(unit=unit, status=PowerStatus.DRAFT).order_by("code")
        title = ngettext("Confirm %(n)s power item", "Confirm %(n)s power items", n) % {"n": n}
        return _rows(title, drafts, n, f"{top}powers/?status=draft", _("Go to the powers"))
    files = user.holds((Role.LIAISON,), at=unit)
    url = f"{reverse('powers:create')}?unit={unit.pk}" if files else f"{top}powers/"
    why = _("Flows, steps and risk points follow from the powers.")
    return Lack(_("Enter the power items"), why, url, _("Enter a power") if files else _("Go to the powers"))


def _steps(row: UnitCoverage) -> Lack:
    """The steps that nobody assessed; a single one by its name."""
    n = row.steps - row.steps_assessed
    title = ngettext("Assess %(n)s step", "Assess %(n)s steps", n) % {"n": n}
    url = f"{row.unit.get_absolute_url()}steps/?found=nothing"
    if n == 1:
        step = not_assessed(steps_in_force(row.unit)).select_related("flow").first()
        if step:
            title = _("Assess the step “%(step)s”") % {"step": step.name}
            url = f"{step.flow.get_absolute_url()}#step-{step.pk}"
    return Lack(title, HOW_TO_ASSESS, url, _("Go to the steps"))


def _base(row: UnitCoverage, user: Any) -> Iterator[Lack]:
    unit = row.unit
    if not row.has_contact:
        may = user.holds((Role.LIAISON, Role.UNIT_HEAD, Role.ADMINISTRATOR), at=unit)
        url = reverse("units:contact", args=[unit.pk]) if may else f"{unit.get_absolute_url()}posts/"
        why = _("The post that receives warnings for the unit.")
        yield Lack(_("Name the warning contact"), why, url, _("Name it") if may else _("Go to the posts"))
    if not row.rules:
        files = user.holds((Role.LIAISON,), at=unit)
        url = f"{reverse('measures:rule_create')}?unit={unit.pk}" if files else f"{unit.get_absolute_url()}rules/"
        why = _("At least one rule in force on which measures rest.")
        yield Lack(_("Enter a rule"), why, url, _("Enter it") if files else _("Go to the rules"))


def _rows(title: str, rows: Any, n: int, of_all: str, action: str) -> Lack:
    """That `n` rows are to be mended: the first by their names; a single one at its own page, many in their list."""
    found = list(rows[:NAMED])
    why = "、".join(str(row) for row in found) + ("…" if n > len(found) else "")
    return Lack(title, why, found[0].get_absolute_url() if n == 1 and found else of_all, action)
