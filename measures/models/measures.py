"""Control measures on risk points, the rules that they rest on, and their evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.attachments import AttachedFile
from measures.choices import MeasureStatus, Method
from measures.lifecycle import MEASURE_LIFECYCLE
from measures.models.rules import Rule
from riskpoints.grading import Grade
from riskpoints.models import RiskPoint
from units.models import Post, Unit
from units.subtrees import UnitPath, subtree_indexes
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User) -> MeasureQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "path"))

    def live(self) -> MeasureQuerySet:
        """Measures that hold: in force, or verified as effective (measures/sql/holding.sql)."""
        columns = ("status", "effective")
        return self.filter(Func(*columns, function="measure_is_live", output_field=models.BooleanField()))

    def overdue(self) -> MeasureQuerySet:
        """Planned measures whose due date has passed."""
        return self.filter(status=MeasureStatus.PLANNED, due_on__lt=timezone.localdate())

    def failed_of_late(self) -> MeasureQuerySet:
        """Verified in the past year, and found not to be effective."""
        since = timezone.now() - timedelta(days=365)
        return self.filter(status=MeasureStatus.VERIFIED, effective=False, verified_at__gte=since)

    def for_list(self) -> MeasureQuerySet:
        return self.select_related("unit", "responsible_post", "accountable_post")


@tracked(exclude=("path",), labels={"in_force_by": _("put in force by"), "verified_by": _("checked by")})
class Measure(Stateful):
    """A control measure (防控措施) on one or more risk points."""

    lifecycle = MEASURE_LIFECYCLE
    transition_route = "measures:transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measures", verbose_name=_("unit"), db_index=False)
    text = models.TextField(_("measure"))
    method = models.CharField(_("method"), max_length=10, choices=Method)
    points = models.ManyToManyField(
        RiskPoint, through="MeasureLink", related_name="measures", verbose_name=_("risk points")
    )
    responsible_post = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", verbose_name=_("responsible post")
    )
    accountable_post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accountable leader"),
        db_index=False,
        help_text=_("Needed for high risk points."),
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)
    rules = models.ManyToManyField(
        Rule,
        through="MeasureRule",
        blank=True,
        related_name="measures",
        verbose_name=_("rests on the rules"),
    )
    status = models.CharField(_("state"), max_length=10, choices=MeasureStatus, default=MeasureStatus.PLANNED)
    in_force_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    in_force_at = models.DateTimeField(_("in force since"), null=True, editable=False)
    effective = models.BooleanField(_("effective"), null=True, editable=False)
    verification = models.TextField(_("verification"), blank=True, editable=False)
    verified_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    verified_at = models.DateTimeField(_("verified on"), null=True, editable=False)
    residual_grade = models.CharField(_("residual grade"), max_length=6, choices=Grade, blank=True, editable=False)

    path = UnitPath()  # kept by a trigger, see measures/sql/placing.sql

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "status"], name="measure_unit_status"),
            *subtree_indexes("measure"),
            search_index("text", name="measure_search"),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"

    def get_absolute_url(self) -> str:
        return row_address("measures:detail", self.pk)

    @property
    def is_overdue(self) -> bool:
        return self.status == MeasureStatus.PLANNED and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def is_editable(self) -> bool:
        return self.status == MeasureStatus.PLANNED


@tracked(named_by=("measure",), place="measure__unit__path")
class MeasureLink(models.Model):
    """Which risk point a measure holds."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="links", verbose_name=_("measure"), db_index=False
    )
    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="measure_links", verbose_name=_("risk point"))

    class Meta:
        verbose_name = _("held risk point")
        constraints = [models.UniqueConstraint(fields=["measure", "point"], name="measure_point_once")]

    def __str__(self) -> str:
        return f"{self.measure} → {self.point}"


@tracked(named_by=("measure",), place="measure__unit__path")
class MeasureRule(models.Model):
    """Which rule a measure rests on."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="rule_links", verbose_name=_("measure"), db_index=False
    )
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="measure_links", verbose_name=_("rule"))

    class Meta:
        verbose_name = _("rule of a measure")
        constraints = [models.UniqueConstraint(fields=["measure", "rule"], name="measure_rule_once")]

    def __str__(self) -> str:
        return f"{self.measure} → {self.rule}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> Any:
        return self.filter(user.where_holds(REGISTER_READERS, "measure__unit__path"))


@tracked(technical=("file",), labels={"uploaded_by": _("who")}, place="measure__unit__path")
class Evidence(AttachedFile):
    """A file that shows a measure at work."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="evidence", verbose_name=_("measure"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-pk"]
