"""What was computed: a computation freezes its inputs on its figures, and all that is shown is made from these alone
(sql/score.sql)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.work.models import AT_WORK, Work, WorkQuerySet
from oversight.index.choices import AMONG_UNITS, LEAST_UNITS, Breadth, IndexGrade
from oversight.index.models.periods import KEEPERS, Period
from oversight.index.models.sheets import SheetPart, person
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User


class Computation(Work):
    """One computation of a period; a period that was taken back and computed anew has several, all kept."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="computations", verbose_name=_("period"))
    number = models.PositiveSmallIntegerField(_("edition"))
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    by = person(_("who"))
    on = models.DateField(_("day of the inputs"), null=True)
    units = models.IntegerField(_("units"), default=0)
    published_at = models.DateTimeField(_("published on"), null=True)
    published_by = person(_("published by"))
    withdrawn_at = models.DateTimeField(_("taken back on"), null=True)
    withdrawn_by = person(_("taken back by"))
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


PUBLISHED = Q(computation__published_at__isnull=False, computation__withdrawn_at=None)
OPEN = Q(computation__period__breadth=Breadth.ALL) | Q(
    computation__period__breadth=Breadth.WHOLE, is_area=True, units__gte=LEAST_UNITS
)


class FigureQuerySet(models.QuerySet["Figure"]):
    def published(self) -> FigureQuerySet:
        return self.filter(PUBLISHED)

    def open_to_all(self) -> FigureQuerySet:
        """What the public sees, as far as the breadth of the period goes."""
        return self.filter(PUBLISHED & OPEN)

    def visible_to(self, user: User) -> FigureQuerySet:
        """What was published as far as its breadth goes, and all that is measured where the user measures."""
        seen = OPEN | user.where_holds((Role.UNIT_HEAD,), "unit__path")
        if user.holds(REGISTER_READERS):
            seen |= Q(computation__period__breadth__in=AMONG_UNITS)
        if user.holds(KEEPERS):
            seen |= Q(computation__period__breadth=Breadth.INSPECTION)
        return self.filter((PUBLISHED & seen) | user.where_holds(KEEPERS, "unit__path"))

    def seen_by(self, user: User | None) -> FigureQuerySet:
        """user: None for everybody."""
        return self.open_to_all() if user is None else self.visible_to(user)


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
            models.Index(
                fields=["computation", "unit"], condition=Q(grade="C", is_area=False), name="index_figure_low"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.score}"

    def get_absolute_url(self) -> str:
        return f"{reverse('index:unit', args=[self.unit_id])}?period={self.computation.period_id}"

    @property
    def is_adjusted(self) -> bool:
        """Whether praise or violations have a part in it; in an area they may."""
        return self.is_area or bool(self.added or self.deducted or self.is_grave)
