"""What people enter about a unit: survey scores, praise and violations, and what was done with its index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from oversight.index.choices import Adjusts, Done, PartSource, PeriodStatus
from oversight.index.models.periods import KEEPERS, OfPeriodQuerySet, Period
from oversight.index.models.sheets import HUNDRED, SheetPart, person
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User


NOT_COLLECTING = _("Figures are taken in only while the period is collecting.")


class EnteredQuerySet(OfPeriodQuerySet):
    """Rows that people enter before there is an index: seen by who measures there."""

    def visible_to(self, user: User) -> Any:
        return self.filter(user.where_holds(KEEPERS, "unit__path"))


def _refuse_strangers(row: Any) -> None:
    """Raises ValidationError where the unit is none that its period measures."""
    if row.period_id and row.unit_id:
        if row.unit.is_area or not row.period.unit.contains(row.unit):
            raise ValidationError({"unit": _("The period does not measure this unit.")})
        if not row.period.is_editable:
            raise ValidationError({"period": NOT_COLLECTING})


@tracked(named_by=("unit", "part"))
class SurveyScore(models.Model):
    """What those asked gave a unit for one part, and how many they were."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="scores", verbose_name=_("period"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    part = models.ForeignKey(SheetPart, models.PROTECT, related_name="+", verbose_name=_("part"), db_index=False)
    score = models.DecimalField(
        _("mean score"), max_digits=5, decimal_places=2, validators=HUNDRED, help_text=_("0 to 100")
    )
    answers = models.PositiveIntegerField(_("answers"), validators=[MinValueValidator(1)])

    objects = EnteredQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey score")
        verbose_name_plural = _("survey scores")
        ordering = ["period", "unit", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "part"],
                name="index_score_once",
                violation_error_message=_("The unit has a score for this part already."),
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 100), answers__gte=1), name="index_score_sensible"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.part} {self.score}"

    @property
    def is_editable(self) -> bool:
        return self.period.is_editable

    def clean(self) -> None:
        _refuse_strangers(self)
        if self.period_id and self.part_id:
            if self.part.sheet_id != self.period.sheet_id:
                raise ValidationError({"part": _("The part stands on another sheet.")})
            if self.part.source != PartSource.SURVEY:
                raise ValidationError({"part": _("The register itself gives the figures of this part.")})


@tracked(named_by=("unit", "kind"))
class Adjustment(models.Model):
    """Praise that adds to a unit's index, or a violation that takes off."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="adjustments", verbose_name=_("period"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Adjusts)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, validators=HUNDRED)
    basis = models.CharField(_("basis"), max_length=300, help_text=_("The document and its number; no names."))
    by = person(_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = OfPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("addition or deduction")
        verbose_name_plural = _("additions and deductions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.signed}"

    @property
    def signed(self) -> str:
        return f"{'+' if self.kind == Adjusts.PRAISE else '−'}{self.points:f}"

    @property
    def is_editable(self) -> bool:
        return self.period.is_editable

    def clean(self) -> None:
        _refuse_strangers(self)


@tracked(named_by=("unit", "kind"))
class Use(models.Model):
    """What was done with a unit's index."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="uses", verbose_name=_("period"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=15, choices=Done)
    on = models.DateField(_("day"), default=timezone.localdate)
    text = models.CharField(_("what was done"), max_length=500)
    by = person(_("who"))

    objects = OfPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of an index")
        verbose_name_plural = _("uses of an index")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"

    def clean(self) -> None:
        if self.period_id and self.period.status != PeriodStatus.PUBLISHED:
            raise ValidationError({"period": _("The index of this period is not published yet.")})
