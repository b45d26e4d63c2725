"""Steps signed as free of risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS
from powers.models import Step
from riskpoints.choices import FindingStatus
from riskpoints.lifecycle import FINDING_LIFECYCLE

if TYPE_CHECKING:
    from accounts.models import User


class NoRiskFindingQuerySet(models.QuerySet["NoRiskFinding"]):
    def visible_to(self, user: User) -> NoRiskFindingQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "step__flow__power_item__unit__path"))


@tracked(named_by=("step",), place="step__flow__power_item__unit__path")
class NoRiskFinding(Stateful):
    """The signed statement that a step was assessed and holds no risk."""

    lifecycle = FINDING_LIFECYCLE
    transition_route = "riskpoints:finding_transition"

    step = models.ForeignKey(Step, models.PROTECT, related_name="findings", verbose_name=_("flow step"))
    note = models.TextField(_("why there is no risk"))
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed on"), default=timezone.now)
    status = models.CharField(_("state"), max_length=10, choices=FindingStatus, default=FindingStatus.SIGNED)

    objects = NoRiskFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("no-risk finding")
        verbose_name_plural = _("no-risk findings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(status=FindingStatus.SIGNED), name="finding_once")
        ]

    def __str__(self) -> str:
        return str(self.step)

    def get_absolute_url(self) -> str:
        return self.step.flow.get_absolute_url()
