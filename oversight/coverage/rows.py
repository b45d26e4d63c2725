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


def mark_rows(row: UnitCoverage) -> dict[str, str]:
    """Where each mark of a unit leads: to what it still lacks, else to all that it counts."""
    unit = row.unit
    held, whole = row.points_held == row.points, row.steps_assessed == row.steps
    return {
        "powers_mark": below(
            "powers:list", unit, status="confirmed" if row.powers_confirmed == row.powers else "draft"
        ),
        "flows_mark": below(
            "powers:list", unit, flow_status="with" if row.powers_with_flow == row.powers else "without"
        ),
        "steps_mark": below("dashboards:steps", unit, **({} if whole else {"assessed": "no"})),
        "points_mark": below("riskpoints:list", unit, status="registered")
        if held
        else below("dashboards:not_held", unit),
        "published_mark": below(
            "powers:list", unit, flow_status="published" if row.published == row.publishable else "unpublished"
        ),
        "base_mark": unit.get_absolute_url(),
    }
