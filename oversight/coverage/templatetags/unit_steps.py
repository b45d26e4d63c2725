"""What stands in the header of a unit: how far it is covered, and the next step of the person who reads it."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from oversight.coverage import unit_gaps
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from riskpoints.choices import RiskPointStatus
from riskpoints.models import RiskPoint
from riskwarnings.choices import WarningStatus
from riskwarnings.models import Warning
from units.models import Unit

register = template.Library()


@register.inclusion_tag("coverage/_mark.html")
def coverage_mark(unit: Unit) -> dict[str, Any]:
    """Whether the unit is covered, else how many of the six marks it has; nothing where it need not be."""
    row = UnitCoverage.objects.filter(pk=unit.pk, to_cover=True).first()
    return {"row": row, "has": row and sum(getattr(row, name) for name in MARK_LABELS), "whole": len(MARK_LABELS)}


@register.inclusion_tag("coverage/_next_step.html", takes_context=True)
def unit_next_step(context: Any, unit: Unit) -> dict[str, Any]:
    """The button of what the reader does next here; none where nothing waits for them."""
    url, words = next_step(unit, context["request"].user)
    return {"url": url, "words": words}


def next_step(unit: Unit, user: Any) -> tuple[str, str]:
    """(address, words) of the next step of `user` at `unit`; empty where there is none. At most five queries."""
    waiting = RiskPoint.objects.waiting_for(user).filter(unit=unit).order_by("filed_at", "pk")
    point = waiting.first()
    if point:
        words = _("Endorse the filing") if point.status == RiskPointStatus.FILED else _("Register the filing")
        return f"{point.get_absolute_url()}?in=queue&below={unit.pk}", words
    warning = _warning(unit, user)
    if warning:
        return warning
    if not user.holds((Role.LIAISON,), at=unit):
        return "", ""
    returned = RiskPoint.objects.filter(unit=unit, status=RiskPointStatus.RETURNED).order_by("act_by", "pk").first()
    if returned:
        return returned.get_absolute_url(), _("Fix the returned filing")
    row = UnitCoverage.objects.select_related("unit").filter(pk=unit.pk).first()
    lack = next(unit_gaps.lacks(row, user), None) if row else None
    return (lack.url, lack.action) if lack else ("", "")


def _warning(unit: Unit, user: Any) -> tuple[str, str] | None:
    """The warning that waits for the head of the unit, or for its inspector; at most two queries."""
    rows = Warning.objects.filter(unit=unit)
    if user.holds((Role.UNIT_HEAD,), at=unit):
        unsigned = rows.filter(official=None, signed_at=None, status=WarningStatus.ANSWERED)
        warning = unsigned.order_by("answered_at", "pk").first()
        if warning:
            return warning.get_absolute_url(), _("Sign the answer to a warning")
    if user.holds((Role.INSPECTOR,), at=unit):
        proposed = rows.waiting_for(user).filter(status=WarningStatus.PROPOSED)
        warning = proposed.order_by("proposed_at", "pk").first()
        if warning:
            return warning.get_absolute_url(), _("Issue the proposed warning")
    return None
