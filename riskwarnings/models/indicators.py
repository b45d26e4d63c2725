"""What people set of the indicator rules, the figures they need, and the runs of the assessment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import REGISTER_READERS
from ground.work.models import AT_WORK, Work, WorkQuerySet
from powers.choices import FlowStatus
from powers.models import Step
from riskwarnings.choices import WarningLevel
from riskwarnings.grounds import rule_in_words
from riskwarnings.indicators import INDICATORS, Indicator
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User


def _in_words(parameters: dict[str, Any]) -> list[str]:
    """The parameters of a rule, in the change log: a line each."""
    words = {p.name: p.label for rule in INDICATORS.values() for p in rule.parameters}
    return [f"{words.get(name, _('parameter'))} {value}" for name, value in parameters.items()]


class IndicatorVersionQuerySet(models.QuerySet["IndicatorVersion"]):
    def in_force(self, code: str, on: date) -> IndicatorVersion | None:
        """What holds for a rule on a day; None where it runs as it was shipped."""
        return self.filter(code=code, valid_from__lte=on).order_by("-valid_from", "-version").first()


@tracked(words={"parameters": _in_words, "code": rule_in_words}, named_by=("code",))
class IndicatorVersion(models.Model):
    """How an indicator rule is set from a day on. Rows are only added; the one before holds until that day."""

    code = models.CharField(_("indicator rule"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("holds from"), default=timezone.localdate)
    is_on = models.BooleanField(_("switched on"), default=True)
    level = models.CharField(_("warning level"), max_length=6, choices=WarningLevel)
    parameters = models.JSONField(_("parameters"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = IndicatorVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an indicator rule")
        verbose_name_plural = _("versions of indicator rules")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="indicator_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def indicator(self) -> Indicator:
        return INDICATORS[self.code]

    def clean(self) -> None:
        if self.code not in INDICATORS:
            raise ValidationError({"code": _("There is no such rule.")})
        self.parameters = self.indicator.check(self.parameters)


@tracked(words={"code": rule_in_words}, named_by=("code",))
class IndicatorSwitch(models.Model):
    """A rule switched on or off for a unit and everything below it; the nearest switch above a unit decides."""

    code = models.CharField(_("indicator rule"), max_length=30)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    is_on = models.BooleanField(_("switched on"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("switch of an indicator rule")
        verbose_name_plural = _("switches of indicator rules")
        ordering = ["code", "unit__path"]
        constraints = [models.UniqueConstraint(fields=["code", "unit"], name="indicator_switch_once")]

    def __str__(self) -> str:
        return f"{self.code} · {self.unit}"


class StepRunQuerySet(models.QuerySet["StepRun"]):
    def visible_to(self, user: User) -> StepRunQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "step__flow__power_item__unit__path"))


@tracked(named_by=("step", "month"), place="step__flow__power_item__unit__path")
class StepRun(models.Model):
    """How many cases a step handled in a month, and how many of them took longer than its time limit."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="runs", verbose_name=_("step"), db_index=False)
    month = models.DateField(_("month"), help_text=_("Its first day."))
    handled = models.PositiveIntegerField(_("cases handled"), validators=[MinValueValidator(1)])
    overrun = models.PositiveIntegerField(_("cases over the time limit"))

    objects = StepRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a step")
        verbose_name_plural = _("figures of steps")
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "month"],
                name="step_run_once",
                violation_error_message=_("The figures of this step for this month are there already."),
            ),
            models.CheckConstraint(
                condition=Q(overrun__lte=F("handled")),
                name="step_run_part_of_whole",
                violation_error_message=_("More cases over the limit than cases handled."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="step_run_first_of_month",
                violation_error_message=_("Give the first day of the month."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.month:%Y-%m}"

    @property
    def unit(self) -> Unit:
        return self.step.flow.power_item.unit

    def clean(self) -> None:
        if self.step_id and self.step.flow.status == FlowStatus.DRAFT:
            raise ValidationError({"step": _("The flow is only a draft; report figures of confirmed ones.")})


class Touched(models.Model):
    """A unit about which something changed that a rule looks at; written by triggers, see sql/touched.sql."""

    unit_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.unit_id)


class Assessment(models.Model):
    """One assessment of the whole register, city by city."""

    on = models.DateField(_("day"), default=timezone.localdate)
    is_nightly = models.BooleanField(default=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("who"))

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Two schedulers at once start one assessment a night.
            models.UniqueConstraint(fields=["on"], condition=Q(is_nightly=True), name="assessment_once_a_night")
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class AssessmentPart(Work):
    """The part of an assessment that one worker does: the units below a city, or those of the province itself."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="parts")
    area = models.ForeignKey(Unit, models.CASCADE, related_name="+", null=True, verbose_name=_("area"))
    started_at = models.DateTimeField(_("started"), null=True)
    units = models.IntegerField(_("units"), default=0)
    proposed = models.IntegerField(_("warnings proposed"), default=0)

    objects = WorkQuerySet["AssessmentPart"].as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], condition=Q(status__in=AT_WORK), name="assessment_part_open")]

    def __str__(self) -> str:
        return f"{self.assessment} {self.area or ''}"

    def begin(self, *columns: str) -> None:
        self.started_at = timezone.now()
        super().begin("started_at", *columns)


class DryRun(Work):
    """What a rule with other parameters would have proposed over the past year, month by month.

    months: [month as ISO day, warnings by the parameters in force, warnings by those tried], the oldest first.
    """

    code = models.CharField(_("indicator rule"), max_length=30)
    parameters = models.JSONField(_("parameters"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    months = models.JSONField(default=list)

    objects = WorkQuerySet["DryRun"].as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(status__in=AT_WORK), name="dry_run_open")]

    def __str__(self) -> str:
        return f"{self.code} {self.at:%Y-%m-%d}"

    @property
    def indicator(self) -> Indicator:
        return INDICATORS[self.code]
