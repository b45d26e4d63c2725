"""Steps signed as free of risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from riskpoints.choices import FindingStatus

if TYPE_CHECKING:
    from accounts.models import User
    from powers.models import Step
    from riskpoints.models import NoRiskFinding


def sign_no_risk(step: Step, *, by: User, note: str) -> NoRiskFinding:
    """Sign that a step was assessed and holds no risk. Raises NotAllowed where a risk point stands there."""
    from riskpoints.models import NoRiskFinding, RiskPoint

    unit = step.flow.power_item.unit
    if not by.holds((Role.UNIT_HEAD,), at=unit):
        raise NotAllowed(_("Only the unit head signs that a step holds no risk."))
    if not note.strip():
        raise NotAllowed(_("Please say why the step holds no risk, so that others can follow."))
    with transaction.atomic(), recorded(by, note, "norisk.sign"):
        if RiskPoint.objects.in_force().filter(step__lineage=step.lineage).exists():
            raise NotAllowed(_("A risk point is registered at this step, so it cannot be signed as free of risk."))
        finding, _made = NoRiskFinding.objects.get_or_create(
            step=step, status=FindingStatus.SIGNED, defaults={"note": note, "signed_by": by}
        )
    return finding
