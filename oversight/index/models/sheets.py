"""Indicator sheets (指标表): the parts with their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import REGISTER_READERS, Role
from oversight.index.choices import PartSource
from units.models import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User


HUNDRED = [MinValueValidator(0), MaxValueValidator(100)]


def person(label: Any) -> Any:
    return models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=label)


def around(user: User, roles: tuple[Role, ...]) -> Q:
    """Areas that hold the person's units, and those below these."""
    above = {path for held in user.paths_below(roles) for path in paths_above(held)}
    return Q(unit__path__in=above) | Q(user.where_holds(roles, "unit__path"))


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: User) -> SheetQuerySet:
        return self.filter(around(user, REGISTER_READERS))

    def for_area(self, area: Unit) -> SheetQuerySet:
        """The sheets by which an area may be measured: its own and those of the areas above it."""
        return self.filter(unit__path__in=paths_above(area.path))


@tracked(named_by=("unit", "valid_from"), named_with=("unit",))
class Sheet(models.Model):
    """An indicator sheet (指标表): the parts with their weights, from a day on. Never changed, only followed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("area"))
    version = models.PositiveSmallIntegerField(_("version"), editable=False)
    valid_from = models.DateField(_("holds from"), default=timezone.localdate)
    a_from = models.DecimalField(_("A from"), max_digits=5, decimal_places=2, default=85, validators=HUNDRED)
    b_from = models.DecimalField(_("B from"), max_digits=5, decimal_places=2, default=70, validators=HUNDRED)
    praise_most = models.DecimalField(
        _("most that praise adds"), max_digits=5, decimal_places=2, default=5, validators=HUNDRED
    )
    grave_most = models.DecimalField(
        _("index at most after a grave violation"), max_digits=5, decimal_places=2, default=50, validators=HUNDRED
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = person(_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator sheet")
        verbose_name_plural = _("indicator sheets")
        ordering = ["-valid_from", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="index_sheet_once"),
            models.CheckConstraint(
                condition=Q(a_from__gt=F("b_from")) & Q(b_from__gt=0),
                name="index_sheet_grades",
                violation_error_message=_("A begins above B, and B above 0."),
            ),
            models.CheckConstraint(
                condition=Q(grave_most__lt=F("b_from")),
                name="index_sheet_grave",
                violation_error_message=_("After a grave violation the index lies below B."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.valid_from:%Y-%m-%d}（{self.version}）"

    def get_absolute_url(self) -> str:
        return row_address("index:sheet", self.pk)


@tracked(place="sheet__unit__path")
class SheetPart(models.Model):
    """A part of a sheet: what is measured, from where, and how much it weighs."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="parts", verbose_name=_("indicator sheet"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("part"), max_length=20)
    source = models.CharField(_("source"), max_length=10, choices=PartSource)
    weight = models.DecimalField(
        _("weight"), max_digits=5, decimal_places=2, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("part of an indicator sheet")
        verbose_name_plural = _("parts of an indicator sheet")
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="index_part_numbered"),
            models.UniqueConstraint(fields=["sheet", "name"], name="index_part_named"),
        ]

    def __str__(self) -> str:
        return self.name
