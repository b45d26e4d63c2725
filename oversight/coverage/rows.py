"""Where the rows that a figure counts stand. A figure and its address are made of the same words here."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from oversight.coverage.models import UnitCoverage
from units.choices import UnitLevel
from units.models import Unit


def below(page: str, unit: Unit, **filters: Any) -> str:
    """The list `page` of all rows of `unit` and below it that these filters let through."""
    return f"{reverse(page)}?{urlencode({'below': unit.pk, **filters})}"


def steps(area: Unit, assessed: str) -> str:
    """The list of the steps of a county that are assessed ("yes") or not ("no"); empty for a larger area.

    Which steps are assessed is not kept of each: to look for them in a city takes seconds, so one goes down first.
    """
    return below("dashboards:steps", area, assessed=assessed) if area.level == UnitLevel.COUNTY else ""


def own_units(area: Unit, **filters: Any) -> str:
    """The list of the units of the area itself, without those of areas below it."""
    return f"{reverse('dashboards:units')}?{urlencode({'own': area.pk, **filters})}"


def mark_counts(row: UnitCoverage) -> dict[str, tuple[int, int]]:
    """Of what each mark of a unit counts: how much there is, and how much there should be."""
    return {
        "powers_mark": (row.powers_confirmed, row.powers),
        "flows_mark": (row.powers_with_flow, row.powers),
        "steps_mark": (row.steps_assessed, row.steps),
        "points_mark": (row.points_held, row.points),
        "published_mark": (row.published, row.publishable),
        "base_mark": (int(row.has_contact) + int(row.rules > 0), 2),
    }


def mark_rows(row: UnitCoverage) -> dict[str, str]:
    """Where each mark of a unit leads: to what it still lacks, else to all that it counts."""
    unit = row.unit
    whole = {name: part == of for name, (part, of) in mark_counts(row).items()}
    held, not_held = below("riskpoints:list", unit, status="registered"), below("dashboards:not_held", unit)
    published = "published" if whole["published_mark"] else "unpublished"
    return {
        "powers_mark": below("powers:list", unit, status="confirmed" if whole["powers_mark"] else "draft"),
        "flows_mark": below("powers:list", unit, flow_status="with" if whole["flows_mark"] else "without"),
        "steps_mark": below("dashboards:steps", unit, **({} if whole["steps_mark"] else {"assessed": "no"})),
        "points_mark": held if whole["points_mark"] else not_held,
        "published_mark": below("powers:list", unit, flow_status=published),
        "base_mark": unit.get_absolute_url(),
    }
