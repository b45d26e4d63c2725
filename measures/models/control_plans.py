"""Domain control plans (分领域防控办法), and how far each point fulfils its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import REGISTER_READERS
from ground.work.models import Work, WorkQuerySet, WorkStatus
from measures.choices import Method, lacking, names_of
from powers.models import Domain
from riskpoints.grading import ORDER, Grade
from riskpoints.models import RiskPoint
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User


class ControlPlanQuerySet(WorkQuerySet["ControlPlan"]):
    def visible_to(self, user: User) -> ControlPlanQuerySet:
        """Plans hold for the whole province; whoever reads the register anywhere reads them."""
        return self if user.holds(REGISTER_READERS) else self.none()

    def for_list(self) -> ControlPlanQuerySet:
        return self.select_related("domain").prefetch_related("requirements")


def _methods_in_words(methods: list[str]) -> list[str]:
    """Methods, in the change log."""
    return [str(name) for name in names_of(methods)]


def _asked_in_words(asked: dict[str, Any]) -> list[str]:
    """What a plan asks, in the change log: a line a grade."""
    parts = []
    for grade, least in asked.items():
        n = ngettext("%(n)s measure", "%(n)s measures", least["least"]) % {"n": least["least"]}
        parts.append(" ".join([str(Grade(grade).label), n, *map(str, names_of(least["methods"]))]))
    return parts or [str(_("nothing"))]


@tracked(exclude=Work.STATE, words={"wanted": _asked_in_words})
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

    class Meta:
        verbose_name = _("control plan")
        verbose_name_plural = _("control plans")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return row_address("measures:plan", self.pk)

    @property
    def asked(self) -> list[PlanRequirement]:
        """What is in force, the highest grade first."""
        return sorted(self.requirements.all(), key=lambda row: -ORDER.index(Grade(row.grade)))


@tracked(words={"methods": _methods_in_words}, named_by=("plan", "grade"))
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
