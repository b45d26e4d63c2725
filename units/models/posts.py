"""The posts of a unit, and the officials who hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.roles import UNIT_READERS, Role
from units.choices import Discretion
from units.models.units import Unit
from units.refusals import ENDS_FIRST, PERIOD_OVERLAPS
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class OfUnitQuerySet(models.QuerySet):
    """Rows that belong to one unit and are read by those who read units."""

    def visible_to(self, user: User) -> Any:
        return self.filter(user.where_holds(UNIT_READERS, "unit__path"))


@tracked()
class Post(models.Model):
    """A post (岗位) of a unit. Flows and measures name posts, not people."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"), db_index=False)
    department = models.CharField(_("department"), max_length=60, blank=True)
    name = models.CharField(_("post"), max_length=60)
    discretion = models.CharField(
        _("discretion"),
        max_length=10,
        choices=Discretion,
        default=Discretion.MEDIUM,
        help_text=_("How much the post may decide by itself."),
    )
    is_main_leader = models.BooleanField(_("main leader"), default=False)
    is_department_head = models.BooleanField(
        _("department head"),
        default=False,
        db_default=False,
        help_text=_("Who answers for the department, as the register form names them."),
    )
    is_abolished = models.BooleanField(_("abolished"), default=False)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["unit_id", "-is_main_leader", "department", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "department", "name"],
                name="post_once_per_unit",
                violation_error_message=_("This unit already has a post of that name in that department."),
            )
        ]

    def __str__(self) -> str:
        if self.name.startswith(self.department):  # 办公室主任, not 办公室 办公室主任
            return self.name
        return f"{self.department} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("units:tab", args=[self.unit_id, "posts"])

    @property
    def pick_name(self) -> str:
        """With its unit, where posts of many units are offered."""
        return f"{self.unit} · {self}"


class OfficialQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> OfficialQuerySet:
        """Officials who hold or held a post in a subtree that `user` administers or inspects; else oneself."""
        if not user.holds(OFFICIAL_READERS):
            return self.filter(pk=user.official_id)
        held = PostPeriod.objects.filter(user.where_holds(OFFICIAL_READERS, "post__unit__path"))
        # Through a subquery, not a join: a person with two posts is still one row. And nothing beside it: with
        # an OR PostgreSQL would gather all officials of the scope before it shows the first fifty.
        return self.filter(pk__in=held.values("official"))

    def of_unit(self, unit: Any) -> OfficialQuerySet:
        """Officials who hold or held a post of the unit."""
        return self.filter(periods__post__unit=unit).distinct()


# Names of people are needed by those who keep accounts and those who inspect, by nobody else.
OFFICIAL_READERS = (Role.ADMINISTRATOR, Role.INSPECTOR)


@tracked()
class Official(models.Model):
    """A person in public office; only what the register needs to tell people apart."""

    name = models.CharField(_("person's name"), max_length=40)
    staff_number = models.CharField(_("staff number"), max_length=20, unique=True)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="official_name"),
            search_index("name", "staff_number", name="official_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pick_name(self) -> str:
        """With the unit of the newest post, since many people share a name."""
        periods = sorted(self.periods.all(), key=lambda period: period.started_on)
        return f"{self.name} · {periods[-1].post.unit}" if periods else self.name


@tracked(named_by=("official", "post"), named_with=("official", "post"), place="post__unit__path")
class PostPeriod(models.Model):
    """The time during which an official holds a post; open-ended while `ended_on` is empty."""

    official = models.ForeignKey(Official, models.PROTECT, related_name="periods", verbose_name=_("official"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="periods", verbose_name=_("post"))
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("post period")
        verbose_name_plural = _("post periods")
        ordering = ["-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="post_period_ends_after_start",
                violation_error_message=ENDS_FIRST,
            ),
            ExclusionConstraint(
                name="post_period_no_overlap",
                expressions=[
                    ("official", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (
                        DateRange("started_on", "ended_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=PERIOD_OVERLAPS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official} · {self.post}"

    def get_absolute_url(self) -> str:
        return reverse("units:officials")

    def clean(self) -> None:
        # Told here as well as by the constraint: PostgreSQL cannot even ask whether such a period overlaps.
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            raise ValidationError({"ended_on": ENDS_FIRST})
