"""Forecasts in words."""

from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from oversight.coverage.forecasts import HORIZON
from oversight.coverage.situation import Part, Situation

register = template.Library()


@register.filter
def full_coverage(of: Part | Situation) -> str:
    """The month in which all are covered at the pace of late; else why none can be told."""
    now = of.now
    if not now.units:
        return "–"
    if not now.missing:
        return capfirst(_("reached"))
    pace = of.pace if isinstance(of, Part) else of.forecast.pace if of.forecast else None
    reached = of.reached if isinstance(of, Part) else of.forecast.day if of.forecast else None
    if pace is None:
        return "–"
    if pace <= 0:
        return capfirst(_("falling back") if pace < 0 else _("stands still"))
    return f"{reached:%Y-%m}" if reached else _("after %(year)s") % {"year": (now.day + HORIZON).year}


@register.filter
def forecast_words(situation: Situation) -> str:
    """A sentence under the curve."""
    forecast, now = situation.forecast, situation.now
    if not now.missing:
        return _("All units to cover are covered.")
    if forecast is None:
        return _("Not enough history for a forecast: daily figures cover less than a week.")
    if forecast.day is None:
        return _("Full coverage is not in sight at the pace of the past 30 days.")
    told: dict[str, Any] = {"month": f"{forecast.day:%Y-%m}"}
    if forecast.sooner and forecast.later:
        told |= {"sooner": f"{forecast.sooner:%Y-%m}", "later": f"{forecast.later:%Y-%m}"}
        return (
            _("Full coverage in %(month)s at the pace of the past 30 days, between %(sooner)s and %(later)s.") % told
        )
    return _("Full coverage in %(month)s at the pace of the past 30 days; not in sight at the slowest.") % told
