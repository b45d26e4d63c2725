"""The integrity index (廉情指数): sheets of weights, periods, what people enter, and what was computed from it.

A computation freezes its inputs on its figures; everything that is shown is made from these alone (sql/score.sql).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.work.models import AT_WORK, Work, WorkQuerySet
from oversight.index.choices import Adjusts, Done, IndexGrade, PartSource, PeriodStatus
from oversight.index.lifecycle import PERIOD_LIFECYCLE
from units.models import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User

KEEPERS = (Role.INSPECTOR, Role.CHECKER)  # who sees figures before they are published
NOT_COLLECTING = _("Figures are taken in only while the period is collecting.")
HUNDRED = [MinValueValidator(0), MaxValueValidator(100)]


def _person(label: Any) -> Any:
    return models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=label)


def _around(user: User, roles: tuple[Role, ...]) -> Q:
    """Areas that hold the person's units, and those below these."""
    above = {path for held in user.paths_below(roles) for path in paths_above(held)}
    return Q(unit__path__in=above) | Q(user.where_holds(roles, "unit__path"))


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: User) -> SheetQuerySet:
        return self.filter(_around(user, REGISTER_READERS))

    def for_area(self, area: Unit) -> SheetQuerySet:
        """The sheets by which an area may be measured: its own and those of the areas above it."""
        return self.filter(unit__path__in=paths_above(area.path))


@tracked()
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
    by = _person(_("who"))
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
        return reverse("index:sheet", args=[self.pk])


@tracked()
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


class PeriodQuerySet(models.QuerySet["Period"]):
    def visible_to(self, user: User) -> PeriodQuerySet:
        """Published ones are seen by all who read the register; others by who measures there, or enters figures."""
        published = Q(status=PeriodStatus.PUBLISHED)
        rows = self.filter((published & _around(user, REGISTER_READERS)) | _around(user, KEEPERS))
        return rows.select_related("unit", "sheet__unit")

    def open(self) -> PeriodQuerySet:
        return self.filter(status=PeriodStatus.COLLECTING)


@tracked()
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
        return reverse("index:period", args=[self.pk])

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


@tracked()
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


@tracked()
class Adjustment(models.Model):
    """Praise that adds to a unit's index, or a violation that takes off."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="adjustments", verbose_name=_("period"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Adjusts)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, validators=HUNDRED)
    basis = models.CharField(_("basis"), max_length=300, help_text=_("The document and its number; no names."))
    by = _person(_("who"))
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


@tracked()
class Use(models.Model):
    """What was done with a unit's index."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="uses", verbose_name=_("period"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=15, choices=Done)
    on = models.DateField(_("day"), default=timezone.localdate)
    text = models.CharField(_("what was done"), max_length=500)
    by = _person(_("who"))

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


class Computation(Work):
    """One computation of a period; a period that was taken back and computed anew has several, all kept."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="computations", verbose_name=_("period"))
    number = models.PositiveSmallIntegerField(_("edition"))
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    by = _person(_("who"))
    on = models.DateField(_("day of the inputs"), null=True)
    units = models.IntegerField(_("units"), default=0)
    published_at = models.DateTimeField(_("published on"), null=True)
    published_by = _person(_("published by"))
    withdrawn_at = models.DateTimeField(_("taken back on"), null=True)
    withdrawn_by = _person(_("taken back by"))
    withdrawal = models.CharField(_("why it was taken back"), max_length=1000, blank=True)

    objects = WorkQuerySet["Computation"].as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["period", "number"], name="index_computation_once")]
        indexes = [models.Index(fields=["id"], condition=Q(status__in=AT_WORK), name="index_computation_open")]

    def __str__(self) -> str:
        return f"{self.period}（{self.number}）"

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class GroupPart(models.Model):
    """What the units of a group have in common in one part: the figures that small units are drawn towards."""

    computation = models.ForeignKey(Computation, models.CASCADE, related_name="groups")
    group = models.CharField(max_length=40)
    part = models.ForeignKey(SheetPart, models.PROTECT, related_name="+", verbose_name=_("part"), db_index=False)
    units = models.IntegerField(_("units with figures"))
    n = models.DecimalField(max_digits=40, decimal_places=4)
    mean = models.DecimalField(_("mean of the group"), max_digits=20, decimal_places=16)
    likeness = models.DecimalField(max_digits=20, decimal_places=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["computation", "group", "part"], name="index_group_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.part}"


class FigureQuerySet(models.QuerySet["Figure"]):
    def open_to_all(self) -> FigureQuerySet:
        return self.filter(computation__published_at__isnull=False, computation__withdrawn_at=None)

    def visible_to(self, user: User) -> FigureQuerySet:
        """Published figures are open to all who are signed in; others to who measures there."""
        published = Q(computation__published_at__isnull=False, computation__withdrawn_at=None)
        return self.filter(published | user.where_holds(KEEPERS, "unit__path"))


class Figure(models.Model):
    """The index of one unit or area. inputs: what it was made from, frozen: part → [x, n], and the adjustments.

    path: where the unit lay then. group: those it is compared with. parts: how the inputs became the index, in the
    order of the sheet. An area is the mean of its units and has no inputs of its own.
    """

    computation = models.ForeignKey(Computation, models.CASCADE, related_name="figures", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="index_figures", verbose_name=_("unit"))
    path = models.CharField(max_length=255)
    group = models.CharField(_("group"), max_length=40)
    is_area = models.BooleanField(default=False)
    units = models.IntegerField(_("units"), default=1)
    inputs = models.JSONField(default=dict)
    parts = models.JSONField(default=list)
    added = models.DecimalField(_("added by praise"), max_digits=6, decimal_places=2, default=0)
    deducted = models.DecimalField(_("deducted"), max_digits=6, decimal_places=2, default=0)
    is_grave = models.BooleanField(_("grave violation"), default=False)
    score = models.DecimalField(_("index"), max_digits=5, decimal_places=2, null=True)
    grade = models.CharField(_("index grade"), max_length=1, choices=IndexGrade, blank=True)
    rank = models.IntegerField(_("rank in its group"), null=True)
    ranked = models.IntegerField(_("units in the group"), default=0)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("index")
        verbose_name_plural = _("indexes")
        constraints = [models.UniqueConstraint(fields=["computation", "unit"], name="index_figure_once")]
        indexes = [
            models.Index(fields=["computation", "path"], name="index_figure_path"),
            models.Index(fields=["computation", "path"], condition=Q(is_area=True), name="index_figure_area"),
            models.Index(fields=["computation", "group", "rank"], name="index_figure_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.score}"

    def get_absolute_url(self) -> str:
        return f"{reverse('index:unit', args=[self.unit_id])}?period={self.computation.period_id}"

    @property
    def is_adjusted(self) -> bool:
        """Whether praise or violations have a part in it; in an area they may."""
        return self.is_area or bool(self.added or self.deducted or self.is_grave)
