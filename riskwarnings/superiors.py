"""The level above a signal's handler: it decides where the handler is gone, and is told of each look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ground.lifecycle.roles import Role
from units.subtrees import paths_above

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from riskwarnings.models import Signal


def place_of_handler(signal: Signal) -> str:
    """The path of the unit at which the handler inspects, or inspected; that of the signal where it is not known."""
    from accounts.models import RoleGrant

    held = RoleGrant.objects.over(signal.path).filter(user=signal.handler_id, role=Role.INSPECTOR)
    return max(held.values_list("unit__path", flat=True), key=len, default=signal.path)


def serves(signal: Signal) -> bool:
    """Whether the handler still inspects the unit, with an account that is open."""
    handler: Any = signal.handler
    return handler is not None and handler.is_active and handler.holds_at_path((Role.INSPECTOR,), signal.path)


def inspectors_above(place: str) -> QuerySet[Any]:
    """Inspectors whose grant lies above the unit with this path; at the very top those who are there."""
    from accounts.models import RoleGrant, User

    above = paths_above(place)[:-1] or [place]
    grants = RoleGrant.objects.in_force().filter(role=Role.INSPECTOR, unit__path__in=above)
    return User.objects.filter(is_active=True, pk__in=grants.order_by().values("user"))


def superiors_of(signal: Signal) -> QuerySet[Any]:
    """Inspectors whose grant lies above that of the handler; of a handler at the very top the others at the top."""
    found = inspectors_above(place_of_handler(signal)).exclude(pk__in=[signal.handler_id])
    return found.exclude(official=signal.official_id) if signal.official_id else found
