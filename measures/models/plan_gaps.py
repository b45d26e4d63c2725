"""That a high point was let into the register below its control plan, and by when it shall fulfil it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import REGISTER_READERS
from measures.models.control_plans import PointHolding
from riskpoints.models import RiskPoint

if TYPE_CHECKING:
    from accounts.models import User


class PlanGapQuerySet(models.QuerySet["PlanGap"]):
    def visible_to(self, user: User) -> PlanGapQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "point__path"))

    def open(self) -> PlanGapQuerySet:
        """Those of points that measures in force do not hold yet as the plan asks."""
        return self.filter(Exists(PointHolding.objects.filter(point=OuterRef("point"), is_held=False)))

    def for_list(self) -> PlanGapQuerySet:
        return self.select_related("point__unit", "point__post", "point__step__flow__power_item")


@tracked()
class PlanGap(models.Model):
    """The day by which the measures that a registered point lacks are to be in force."""

    point = models.OneToOneField(RiskPoint, models.PROTECT, related_name="plan_gap", verbose_name=_("risk point"))
    due_on = models.DateField(_("missing measures due on"))
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("set by"), db_index=False
    )
    at = models.DateTimeField(_("set on"), default=timezone.now)

    objects = PlanGapQuerySet.as_manager()

    class Meta:
        verbose_name = _("gap to the control plan")
        verbose_name_plural = _("gaps to control plans")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.point)

    def get_absolute_url(self) -> str:
        return self.point.get_absolute_url()
