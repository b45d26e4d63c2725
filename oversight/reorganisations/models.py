"""Reorganisations (机构改革): what was done to a unit and all that moved along, to be undone within the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import Role
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User


class ReorganisationKind(models.TextChoices):
    RENAME = "rename", _("rename")
    MOVE = "move", _("move")
    MERGE = "merge", _("merge")
    SPLIT = "split", _("split")


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def visible_to(self, user: User) -> ReorganisationQuerySet:
        """Those of units that `user` administers."""
        return self.filter(user.where_holds((Role.ADMINISTRATOR,), "unit__path"))

    def for_list(self) -> ReorganisationQuerySet:
        return self.select_related("unit", "target", "by", "undone_by")


@tracked(exclude=("details",), labels={"undone_by": _("taken back by")}, named_by=("kind", "unit"))
class Reorganisation(models.Model):
    """One change of the tree of units.

    unit: what was renamed, moved, split, or merged away. target: the new parent, or the unit that took over it or a
    part of it. name: the new one, also of a unit that was made by a split.
    details: what is needed to undo it, see reorganisations.changes.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ReorganisationKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reorganisations", verbose_name=_("unit"))
    target = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="taken_over", verbose_name=_("target"))
    name = models.CharField(_("new name"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    details = models.JSONField(default=dict)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False)
    at = models.DateTimeField(_("time"), default=timezone.now)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", db_index=False)
    undone_at = models.DateTimeField(_("undone on"), null=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(kind=ReorganisationKind.RENAME),
                name="reorganisation_has_target",
            )
        ]

    def __str__(self) -> str:
        what = self.name or self.target
        return f"{self.get_kind_display()}：{self.unit} → {what}"

    def get_absolute_url(self) -> str:
        return reverse("reorganisations:list")

    @property
    def is_of_today(self) -> bool:
        return timezone.localtime(self.at).date() == timezone.localdate()
