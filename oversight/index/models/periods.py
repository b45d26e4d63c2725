"""Stretches of time for which the units of an area are measured by a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS, Role
from oversight.index.choices import Breadth, PeriodStatus
from oversight.index.lifecycle import PERIOD_LIFECYCLE
from oversight.index.models.sheets import Sheet, around
from units.models import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User
    from oversight.index.models.figures import Computation


KEEPERS = (Role.INSPECTOR, Role.CHECKER)  # who sees figures before they are published


class PeriodQuerySet(models.QuerySet["Period"]):
    def visible_to(self, user: User) -> PeriodQuerySet:
        """Published ones are seen by all who read the register; others by who measures there, or enters figures."""
        published = Q(status=PeriodStatus.PUBLISHED)
        rows = self.filter((published & around(user, REGISTER_READERS)) | around(user, KEEPERS))
        return rows.select_related("unit", "sheet__unit")

    def open(self) -> PeriodQuerySet:
        return self.filter(status=PeriodStatus.COLLECTING)


@tracked(named_with=("unit",))
class Period(Stateful):
    """A stretch of time for which the units of an area are measured by a sheet."""

    lifecycle = PERIOD_LIFECYCLE
    transition_route = "index:period_transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("area"))
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="periods", verbose_name=_("indicator sheet"))
    name = models.CharField(_("period"), max_length=40)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    status = models.CharField(_("state"), max_length=12, choices=PeriodStatus, default=PeriodStatus.COLLECTING)
    breadth = models.CharField(
        _("breadth of publication"),
        max_length=10,
        choices=Breadth,
        default=Breadth.WHOLE,
        help_text=_("Holds from the publication on; to change it afterwards, take the index back."),
    )
    withdrawal = models.CharField(_("why it was taken back"), max_length=1000, blank=True, editable=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("index period")
        verbose_name_plural = _("index periods")
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="index_period_once",
                violation_error_message=_("This area has a period of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="index_period_days",
                violation_error_message=_("The last day lies after the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"

    def get_absolute_url(self) -> str:
        return row_address("index:period", self.pk)

    @property
    def is_editable(self) -> bool:
        return self.status == PeriodStatus.COLLECTING

    @property
    def newest(self) -> Computation | None:
        """The newest computation that was done."""
        return self.computations.done().first()

    def clean(self) -> None:
        if self.sheet_id and self.unit_id and self.sheet.unit.path not in paths_above(self.unit.path):
            raise ValidationError({"sheet": _("The sheet belongs to another area.")})


class OfPeriodQuerySet(models.QuerySet):
    """Rows about a unit in a period, which whoever reads the unit sees."""

    def visible_to(self, user: User) -> Any:
        return self.filter(user.where_holds(REGISTER_READERS, "unit__path"))
