"""Coverage: one summary row a unit, kept by the database in the transaction of every change.

The counts come from the SQL function `coverage_recount` (sql/coverage.sql), called by triggers on the
register's tables and by the nightly recount alike. The six marks are columns that the database derives from
the counts, so a mark can never disagree with its figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS
from units.models import Unit
from units.subtrees import UnitPath

if TYPE_CHECKING:
    from accounts.models import User

HAS_POWERS = Q(powers__gt=0)
MARKS: dict[str, Q] = {
    "powers_mark": HAS_POWERS & Q(powers=F("powers_confirmed")),
    "flows_mark": HAS_POWERS & Q(powers=F("powers_with_flow")),
    "steps_mark": Q(steps__gt=0) & Q(steps=F("steps_assessed")),
    # A unit without any point has nothing to hold only where all its steps were signed as free of risk.
    "points_mark": Q(points=F("points_held")) & (Q(points__gt=0) | (Q(steps__gt=0) & Q(steps=F("steps_assessed")))),
    "published_mark": HAS_POWERS & Q(powers=F("powers_with_flow")) & Q(publishable=F("published")),
    "base_mark": Q(has_contact=True) & Q(rules__gt=0),
}
MARK_LABELS = {
    "powers_mark": _("powers confirmed"),
    "flows_mark": _("flows confirmed"),
    "steps_mark": _("steps assessed"),
    "points_mark": _("points with measures"),
    "published_mark": _("flows published"),
    "base_mark": _("contact and rules named"),
}


def _derived(condition: Q) -> Any:
    return models.GeneratedField(
        expression=Case(When(condition, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )


class UnitCoverageQuerySet(models.QuerySet["UnitCoverage"]):
    def visible_to(self, user: User) -> UnitCoverageQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "path"))

    def to_cover(self) -> UnitCoverageQuerySet:
        """Rows of the units that coverage counts."""
        return self.filter(to_cover=True)

    def covered(self) -> UnitCoverageQuerySet:
        """Rows of the units that hold all six marks."""
        return self.filter(covered=True)


class UnitCoverage(models.Model):
    """The counts of one unit and the six marks derived from them (DOMAIN section 4)."""

    unit = models.OneToOneField(
        Unit, models.CASCADE, primary_key=True, related_name="coverage", verbose_name=_("unit")
    )
    # Where the unit lies, so that the units of an area are one stretch of an index, in the order of the tree.
    path = UnitPath()
    area = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="+", verbose_name=_("area"), db_index=False
    )
    to_cover = models.BooleanField(_("must be covered"), default=False)
    powers = models.IntegerField(_("power items"), default=0)
    powers_confirmed = models.IntegerField(_("confirmed power items"), default=0)
    powers_with_flow = models.IntegerField(_("power items with a confirmed flow"), default=0)
    publishable = models.IntegerField(_("flows to be published"), default=0)
    published = models.IntegerField(_("published flows"), default=0)
    steps = models.IntegerField(_("steps"), default=0)
    steps_assessed = models.IntegerField(_("assessed steps"), default=0)
    points = models.IntegerField(_("registered risk points"), default=0)
    points_held = models.IntegerField(_("points with a live measure"), default=0)
    high = models.IntegerField(_("high risk points"), default=0)
    high_held = models.IntegerField(_("high risk points held"), default=0)
    measures = models.IntegerField(_("measures"), default=0)
    rules = models.IntegerField(_("rules in force"), default=0)
    has_contact = models.BooleanField(_("warning contact named"), default=False)
    powers_mark = _derived(MARKS["powers_mark"])
    flows_mark = _derived(MARKS["flows_mark"])
    steps_mark = _derived(MARKS["steps_mark"])
    points_mark = _derived(MARKS["points_mark"])
    published_mark = _derived(MARKS["published_mark"])
    base_mark = _derived(MARKS["base_mark"])
    covered = _derived(
        MARKS["powers_mark"]
        & MARKS["flows_mark"]
        & MARKS["steps_mark"]
        & MARKS["points_mark"]
        & MARKS["published_mark"]
        & MARKS["base_mark"]
    )

    objects = UnitCoverageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area", "path"], name="coverage_area"),
            models.Index(fields=["path"], name="coverage_path"),
        ]
        verbose_name = _("coverage of a unit")
        verbose_name_plural = _("coverage of units")

    def __str__(self) -> str:
        return str(self.unit)


class AreaCoverage(models.Model):
    """What the own units of an area add up to; several rows of an area are added up (sql/ledger.sql)."""

    area = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("area"))
    units = models.BigIntegerField()
    covered = models.BigIntegerField()
    powers_mark = models.BigIntegerField()
    flows_mark = models.BigIntegerField()
    steps_mark = models.BigIntegerField()
    points_mark = models.BigIntegerField()
    published_mark = models.BigIntegerField()
    base_mark = models.BigIntegerField()
    sum_powers = models.BigIntegerField()
    sum_powers_confirmed = models.BigIntegerField()
    sum_powers_with_flow = models.BigIntegerField()
    sum_publishable = models.BigIntegerField()
    sum_published = models.BigIntegerField()
    sum_steps = models.BigIntegerField()
    sum_steps_assessed = models.BigIntegerField()
    sum_points = models.BigIntegerField()
    sum_points_held = models.BigIntegerField()
    sum_high = models.BigIntegerField(default=0)
    sum_high_held = models.BigIntegerField(default=0)
    sum_measures = models.BigIntegerField()
    sum_rules = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.area_id}: {self.covered}/{self.units}"


class MeasuresDue(models.Model):
    """Planned measures of an area and everything below it that are due on one day; several rows of a day are added up
    (sql/measures_due.sql)."""

    area = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    due_on = models.DateField()
    measures = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["area", "due_on"], include=["measures"], name="measures_due_area")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.due_on}: {self.measures}"


def _kept_later(label: Any) -> Any:
    return models.IntegerField(label, null=True)


class CoverageSnapshot(models.Model):
    """Figures of an area on one day, for what changed since. What the earliest snapshots did not keep yet is null."""

    area = models.ForeignKey(Unit, models.CASCADE, related_name="snapshots", verbose_name=_("area"))
    day = models.DateField(_("day"))
    units = models.IntegerField(_("units to cover"))
    covered = models.IntegerField(_("covered units"))
    points = models.IntegerField(_("registered risk points"))
    measures = models.IntegerField(_("measures"))
    powers_mark = _kept_later(MARK_LABELS["powers_mark"])
    flows_mark = _kept_later(MARK_LABELS["flows_mark"])
    steps_mark = _kept_later(MARK_LABELS["steps_mark"])
    points_mark = _kept_later(MARK_LABELS["points_mark"])
    published_mark = _kept_later(MARK_LABELS["published_mark"])
    base_mark = _kept_later(MARK_LABELS["base_mark"])
    steps = _kept_later(_("steps"))
    steps_assessed = _kept_later(_("assessed steps"))
    points_held = _kept_later(_("points with a live measure"))
    high = _kept_later(_("high risk points"))
    high_held = _kept_later(_("high risk points held"))
    overdue = _kept_later(_("overdue measures"))

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["area", "day"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.day}"
