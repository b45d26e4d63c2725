"""What holds it: control measures on risk points, the rules they rest on, and their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Func
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.attachments import AttachedFile, stored_as
from ground.pages.uploads import validate_upload
from ground.work.models import Work, WorkQuerySet, WorkStatus
from measures.choices import MeasureStatus, Method, RuleStatus, lacking, names_of
from measures.lifecycle import MEASURE_LIFECYCLE, RULE_LIFECYCLE
from powers.models import Domain
from riskpoints.grading import ORDER, Grade
from riskpoints.models import RiskPoint
from units.models import Post, Unit
from units.subtrees import UnitPath, subtree_indexes
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, user: User) -> RuleQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "unit__path"))


@tracked()
class Rule(Stateful):
    """A rule or regulation (规章制度) of a unit."""

    lifecycle = RULE_LIFECYCLE
    transition_route = "measures:rule_transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rules", verbose_name=_("unit"), db_index=False)
    number = models.CharField(_("document number"), max_length=60)
    title = models.CharField(_("title"), max_length=150)
    issuer = models.CharField(_("issuer"), max_length=100)
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, blank=True, verbose_name=_("domain"))
    enacted_on = models.DateField(_("enacted on"))
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("replaces"),
        help_text=_("The rule that this one revises, if any."),
    )
    status = models.CharField(_("state"), max_length=10, choices=RuleStatus, default=RuleStatus.IN_FORCE)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=120, blank=True, validators=[validate_upload])
    file_name = models.CharField(_("file name"), max_length=150, blank=True, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules and regulations")
        ordering = ["-enacted_on", "-pk"]
        indexes = [
            models.Index(fields=["enacted_on", "id"], name="rule_newest"),
            search_index("title", "number", name="rule_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"],
                name="rule_number_once_per_unit",
                violation_error_message=_("This unit already has a rule with that document number."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measures:rule", args=[self.pk])


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

    def for_list(self) -> MeasureQuerySet:
        return self.select_related("unit", "responsible_post", "accountable_post")


@tracked(exclude=("path",))
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
        return reverse("measures:detail", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        return self.status == MeasureStatus.PLANNED and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def is_editable(self) -> bool:
        return self.status == MeasureStatus.PLANNED


@tracked()
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


@tracked()
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


@tracked()
class Evidence(AttachedFile):
    """A file that shows a measure at work."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="evidence", verbose_name=_("measure"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-pk"]


class ControlPlanQuerySet(WorkQuerySet["ControlPlan"]):
    def visible_to(self, user: User) -> ControlPlanQuerySet:
        """Plans hold for the whole province; whoever reads the register anywhere reads them."""
        return self if user.holds(REGISTER_READERS) else self.none()

    def for_list(self) -> ControlPlanQuerySet:
        return self.select_related("domain").prefetch_related("requirements")


def _asked_in_words(asked: dict[str, Any]) -> str:
    """What a plan asks, in a line of the change log."""
    parts = []
    for grade, least in asked.items():
        n = ngettext("%(n)s measure", "%(n)s measures", least["least"]) % {"n": least["least"]}
        parts.append(" ".join([str(Grade(grade).label), n, *map(str, names_of(least["methods"]))]))
    return "；".join(parts) or str(_("nothing"))


@tracked(exclude=Work.STATE)
class ControlPlan(Work):
    """A domain control plan (分领域防控办法): what the measures on a domain's risk points must at least be.

    wanted: requirements that somebody has set and that are not in force yet, as `control_plans.Least` by grade; the
    worker puts them in force together with the coverage that follows from them.
    """

    domain = models.OneToOneField(
        Domain, models.PROTECT, related_name="control_plan", verbose_name=_("domain"), db_index=False
    )
    title = models.CharField(_("title"), max_length=150)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    text = models.TextField(
        _("methods of control"), blank=True, help_text=_("What the domain's units have to see to, one rule a line.")
    )
    wanted = models.JSONField(_("to be put in force"), null=True, editable=False)
    wanted_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("put in force by"),
    )

    # A plan waits for the worker while something is wanted; else all of it is in force.
    status = models.CharField(max_length=10, choices=WorkStatus, default=WorkStatus.DONE, editable=False)

    objects = ControlPlanQuerySet.as_manager()

    LOG_WORDS: ClassVar[dict[str, Any]] = {"wanted": _asked_in_words}

    class Meta:
        verbose_name = _("control plan")
        verbose_name_plural = _("control plans")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measures:plan", args=[self.pk])

    @property
    def asked(self) -> list[PlanRequirement]:
        """What is in force, the highest grade first."""
        return sorted(self.requirements.all(), key=lambda row: -ORDER.index(Grade(row.grade)))


@tracked()
class PlanRequirement(models.Model):
    """The least that a plan asks of the points of one grade: live measures, and methods among them."""

    plan = models.ForeignKey(
        ControlPlan, models.CASCADE, related_name="requirements", verbose_name=_("control plan"), db_index=False
    )
    grade = models.CharField(_("grade"), max_length=6, choices=Grade)
    least = models.PositiveSmallIntegerField(_("least measures"), validators=[MaxValueValidator(9)])
    methods = ArrayField(models.CharField(max_length=10, choices=Method), verbose_name=_("methods"), default=list)

    class Meta:
        verbose_name = _("requirement of a control plan")
        constraints = [models.UniqueConstraint(fields=["plan", "grade"], name="requirement_once_per_grade")]

    def __str__(self) -> str:
        return f"{self.plan} {self.grade}"

    @property
    def method_names(self) -> list[Any]:
        return names_of(self.methods)


class PointHolding(models.Model):
    """How a point in force is held, and how it should be: a view (measures/sql/holding.sql), a row a point."""

    point = models.OneToOneField(
        RiskPoint, models.DO_NOTHING, primary_key=True, related_name="holding", verbose_name=_("risk point")
    )
    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+", verbose_name=_("unit"))
    least = models.IntegerField(_("least measures"))
    methods = ArrayField(models.CharField(max_length=10, choices=Method))
    live = models.IntegerField(_("live measures"))
    live_methods = ArrayField(models.CharField(max_length=10, choices=Method))
    is_held = models.BooleanField()

    class Meta:
        managed = False
        db_table = "measures_pointholding"

    def __str__(self) -> str:
        return f"{self.point_id}: {self.live}/{self.least}"

    @property
    def missing_methods(self) -> list[str]:
        """The methods that are asked for and that no live measure has."""
        return lacking(self.methods, self.live_methods)
