"""How people set the indicator rules: new versions for the whole register, switches for a subtree, dry runs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from riskwarnings.indicators import Indicator
from riskwarnings.models import DryRun, IndicatorSwitch, IndicatorVersion
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

NOT_AT_THE_TOP = _("The rules hold for the whole register; only inspectors at its top set them.")
NOT_YOURS = _("You are no discipline inspection officer for this unit.")
IN_THE_PAST = _("A version holds from today or later: what was proposed rests on the rules of its day.")


def set_rule(
    indicator: Indicator,
    *,
    by: User,
    parameters: dict[str, Any],
    level: str,
    is_on: bool,
    valid_from: date,
    reason: str,
) -> IndicatorVersion:
    """A new version of a rule. Raises NotAllowed, and ValidationError for parameters that make no sense."""
    if not by.holds((Role.INSPECTOR,), at=Unit.objects.top()):
        raise NotAllowed(NOT_AT_THE_TOP)
    if valid_from < timezone.localdate():
        raise NotAllowed(IN_THE_PAST)
    with transaction.atomic(), recorded(by, reason, "indicatorversion.create"):
        # One after the other: two people at once must not both make version 3.
        newest = IndicatorVersion.objects.select_for_update().filter(code=indicator.code).order_by("-version").first()
        version = IndicatorVersion(
            code=indicator.code,
            version=newest.version + 1 if newest else 1,
            valid_from=valid_from,
            is_on=is_on,
            level=level,
            parameters=parameters,
            reason=reason,
            by=by,
        )
        version.full_clean()
        version.save()
    return version


def switch(indicator: Indicator, unit: Unit, *, by: User, is_on: bool, reason: str) -> IndicatorSwitch:
    """Switch a rule on or off for a unit and everything below it. Raises NotAllowed."""
    if not by.holds((Role.INSPECTOR,), at=unit):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic(), recorded(by, reason, "indicatorswitch.create"):
        values = {"is_on": is_on, "reason": reason, "by": by, "at": timezone.now()}
        row, _new = IndicatorSwitch.objects.update_or_create(code=indicator.code, unit=unit, defaults=values)
    return row


def try_out(indicator: Indicator, unit: Unit, *, by: User, parameters: dict[str, Any]) -> DryRun:
    """A dry run over a unit and everything below it, for a worker to do. Raises NotAllowed, ValidationError."""
    if not by.holds((Role.INSPECTOR,), at=unit):
        raise NotAllowed(NOT_YOURS)
    return DryRun.objects.create(code=indicator.code, parameters=indicator.check(parameters), unit=unit, by=by)
