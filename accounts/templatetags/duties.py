"""What a page says of a row of which one person has taken several duties."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.allowances import allowances_over
from accounts.models import User
from ground.lifecycle.duties import shared_by

register = template.Library()


@register.inclusion_tag("accounts/_duties_shared.html")
def duties_shared(row: Any) -> dict[str, Any]:
    """Who took several duties of `row`, and who above allowed it; costs nothing where nobody did."""
    people = shared_by(row)
    if not people:
        return {}
    return {
        "people": User.objects.filter(pk__in=people).order_by("pk"),
        "allowance": allowances_over(row.unit.path).exclude(given_by__in=people).first(),
    }
