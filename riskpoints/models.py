"""Where it can go wrong: risk points, their revisions, and steps signed as free of risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce, Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import REGISTER_READERS, Role
from powers.models import Domain, Step
from riskpoints.choices import OPEN, WAITING, FindingStatus, FoundBy, RiskClass, RiskPointStatus
from riskpoints.counts import PointCount
from riskpoints.grading import MANAGED_BY, SCALE, Grade, grade, rule_in_force
from riskpoints.lifecycle import FINDING_LIFECYCLE, RISK_POINT_LIFECYCLE
from riskpoints.refusals import MAJORS_ARE_HIGH, ONE_PLACE, STEP_ELSEWHERE
from units.choices import Industry
from units.models import Post, Unit
from units.refusals import POST_ELSEWHERE
from units.subtrees import UnitPath, subtree_indexes
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["NoRiskFinding", "PointCount", "RiskPoint"]


# Registered points; revisions that were merged into them do not count again.
IN_FORCE = Q(Func("status", "revises", function="point_in_force", output_field=models.BooleanField()))
# The point itself, of a revision the one that it revises: measures hang on it.
ROOT = Coalesce("revises_id", "pk", output_field=models.BigIntegerField())


def review_passed() -> Q:
    """Points in force whose date of the next review is over."""
    columns, today = ("status", "revises", "review_on"), Value(timezone.localdate())
    return Q(Func(*columns, today, function="point_review_passed", output_field=models.BooleanField()))


class RiskPointQuerySet(models.QuerySet["RiskPoint"]):
    def visible_to(self, user: User) -> RiskPointQuerySet:
        """Rows in the subtrees where `user` holds a role that reads the register."""
        return self.filter(user.where_holds(REGISTER_READERS, "path"))

    def in_force(self) -> RiskPointQuerySet:
        """Registered points; revisions that were merged into them do not count again."""
        return self.filter(IN_FORCE)

    def open(self) -> RiskPointQuerySet:
        """On their way into the register: drafts, filed, endorsed, returned."""
        return self.filter(status__in=OPEN)

    def waiting_for(self, user: User) -> RiskPointQuerySet:
        """Filings that `user` may endorse or register, without those filed by themselves."""
        endorse = Q(status=RiskPointStatus.FILED) & user.where_holds((Role.UNIT_HEAD,), "path")
        register = Q(status=RiskPointStatus.ENDORSED) & user.where_holds((Role.INSPECTOR,), "path")
        return self.filter(endorse | register).exclude(filed_by=user)

    def late(self) -> RiskPointQuerySet:
        """Waiting for somebody who has let the day pass."""
        return self.filter(act_by__lt=timezone.localdate())

    def review_passed(self) -> RiskPointQuerySet:
        """In force, and the date of the next review is over."""
        return self.filter(review_passed())

    def for_list(self) -> RiskPointQuerySet:
        """With everything that a row of a list shows, so that no row costs a query."""
        return self.select_related("unit", "post", "step__flow__power_item", "filed_by")


def _scale(label: Any, help_text: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=1, validators=[MinValueValidator(1), MaxValueValidator(5)], help_text=help_text
    )


@tracked(exclude=("path", "industry", "domain"))
class RiskPoint(Stateful):
    """A risk point (廉政风险点), or a revision of one on its way.

    `revises` is empty on the point itself. A revision is a row of its own that goes the same way; when it is
    registered its content is given to the point, and the row stays as `applied`.
    """

    lifecycle = RISK_POINT_LIFECYCLE
    transition_route = "riskpoints:transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="risk_points", verbose_name=_("unit"), db_index=False)
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, blank=True, related_name="risk_points", verbose_name=_("flow step")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="risk_points", verbose_name=_("post")
    )
    risk_class = models.CharField(_("risk class"), max_length=12, choices=RiskClass)
    name = models.CharField(_("risk point"), max_length=100)
    manifestation = models.TextField(
        _("manifestation"), help_text=_("How the risk shows: who could do what, and at whose cost.")
    )
    found_by = models.CharField(_("found by"), max_length=12, choices=FoundBy, default=FoundBy.SELF)
    likelihood = _scale(_("likelihood"), _("1 hardly ever to 5 very likely"))
    harm = _scale(_("harm"), _("1 slight to 5 very grave"))
    importance = _scale(_("importance of the power"), _("1 minor to 5 decisive"))
    frequency = _scale(_("frequency of use"), _("1 rarely to 5 daily"))
    three_majors = models.BooleanField(
        _("three majors and one large"),
        default=False,
        help_text=_("Major decisions, appointments, projects and large sums are never below high."),
    )
    computed_grade = models.CharField(_("computed grade"), max_length=6, choices=Grade, editable=False)
    grading_rule = models.PositiveSmallIntegerField(_("grading rule"), default=1, editable=False)
    grade = models.CharField(_("grade"), max_length=6, choices=Grade, blank=True)
    grade_reason = models.CharField(
        _("reason for another grade"),
        max_length=200,
        blank=True,
        help_text=_("Needed only where the grade differs from the computed one."),
    )
    residual_grade = models.CharField(_("residual grade"), max_length=6, choices=Grade, blank=True, editable=False)
    review_on = models.DateField(
        _("review date"), null=True, blank=True, help_text=_("A high risk point is reviewed within a year.")
    )
    status = models.CharField(_("state"), max_length=10, choices=RiskPointStatus, default=RiskPointStatus.DRAFT)
    revises = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="revisions",
        verbose_name=_("revises"),
        db_index=False,
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    created_at = models.DateTimeField(_("created on"), default=timezone.now, editable=False)
    filed_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("filed by"),
    )
    filed_at = models.DateTimeField(_("filed on"), null=True, editable=False)
    endorsed_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("endorsed by"),
    )
    endorsed_at = models.DateTimeField(_("endorsed on"), null=True, editable=False)
    registered_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("registered by"),
    )
    registered_at = models.DateTimeField(_("registered on"), null=True, editable=False)
    returned_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("returned by"),
    )
    returned_at = models.DateTimeField(_("returned on"), null=True, editable=False)
    return_reason = models.TextField(_("reason of the return"), blank=True, editable=False)
    # Who acts next: one person among those who may, and until when; set by the transitions and by assigning.py.
    assigned_to = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("assigned to"),
    )
    act_by = models.DateField(_("to be done by"), null=True, editable=False)

    # What the register is searched by, copied from unit and power by triggers (riskpoints/sql/placing.sql).
    path = UnitPath()
    industry = models.CharField(_("industry"), max_length=20, choices=Industry, editable=False, default="")
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("domain"),
        db_index=False,
    )

    objects = RiskPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk point")
        verbose_name_plural = _("risk points")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "status"], name="point_unit_status"),
            models.Index(fields=["status", "filed_at"], condition=Q(status__in=WAITING), name="point_queue"),
            # The queues of inspectors, who hold their role at a city or a county.
            models.Index(
                Left("path", 8), "status", "filed_at", condition=Q(status__in=WAITING), name="point_queue_city"
            ),
            models.Index(
                Left("path", 12), "status", "filed_at", condition=Q(status__in=WAITING), name="point_queue_county"
            ),
            # All but the registered ones, which are most of the table.
            models.Index(
                fields=["status", "id"], condition=~Q(status=RiskPointStatus.REGISTERED), name="point_not_registered"
            ),
            models.Index(fields=["assigned_to"], condition=Q(assigned_to__isnull=False), name="point_assigned"),
            models.Index(fields=["revises"], condition=Q(revises__isnull=False), name="point_revises"),
            *subtree_indexes("point"),
            search_index("name", "manifestation", name="point_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(step=None) | Q(post=None),
                name="point_one_place",
                violation_error_message=ONE_PLACE,
            ),
            models.CheckConstraint(
                condition=Q(three_majors=False) | Q(grade=Grade.HIGH),
                name="point_three_majors_high",
                violation_error_message=MAJORS_ARE_HIGH,
            ),
            models.CheckConstraint(
                condition=Q(grade=models.F("computed_grade")) | ~Q(grade_reason=""),
                name="point_override_needs_reason",
                violation_error_message=_("The grade differs from the computed one: give the reason."),
            ),
            models.UniqueConstraint(
                fields=["revises"],
                condition=Q(revises__isnull=False, status__in=OPEN),
                name="point_one_open_revision",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("riskpoints:detail", args=[self.pk])

    def save(self, **options: Any) -> None:
        self.regrade()
        super().save(**options)

    def regrade(self) -> None:
        """Compute the grade by the rule in force; another grade that a person set stays, and needs a reason."""
        rule, was = rule_in_force(timezone.localdate()), self.computed_grade
        self.grading_rule = rule.number
        self.computed_grade = grade(
            self.likelihood,
            self.harm,
            self.importance,
            self.frequency,
            three_majors=self.three_majors,
            rule=rule,
        )
        follows = not self.grade_reason.strip() and self.grade == was
        if not self.grade or follows:
            self.grade = self.computed_grade
        if self.grade == self.computed_grade:
            self.grade_reason = ""

    def clean(self) -> None:
        if self.unit_id and self.step_id and self.step and self.step.flow.power_item.unit_id != self.unit_id:
            raise ValidationError({"step": STEP_ELSEWHERE})
        if self.unit_id and self.post_id and self.post and self.post.unit_id != self.unit_id:
            raise ValidationError({"post": POST_ELSEWHERE})
        if self.step_id and self.post_id:
            raise ValidationError({"post": ONE_PLACE})
        if any(getattr(self, name) not in SCALE for name in ("likelihood", "harm", "importance", "frequency")):
            return  # the fields themselves say so
        self.regrade()
        if self.three_majors and self.grade != Grade.HIGH:
            raise ValidationError({"grade": MAJORS_ARE_HIGH})
        if self.grade != self.computed_grade and not self.grade_reason.strip():
            raise ValidationError(
                {
                    "grade_reason": _("The rule gives “%(grade)s”. Give the reason for another grade.")
                    % {"grade": Grade(self.computed_grade).label}
                }
            )

    @property
    def is_in_force(self) -> bool:
        return self.status == RiskPointStatus.REGISTERED and self.revises_id is None

    @property
    def is_editable(self) -> bool:
        return self.status in (RiskPointStatus.DRAFT, RiskPointStatus.RETURNED)

    @property
    def is_late(self) -> bool:
        """Whether whoever has to act next has let the day pass."""
        return self.act_by is not None and self.act_by < timezone.localdate()

    @property
    def root(self) -> RiskPoint:
        """The point itself: measures hang on it, also while a revision is on its way."""
        return self.revises or self

    @property
    def root_id(self) -> int:
        """The same, by its key alone."""
        return self.revises_id or self.pk

    @property
    def managed_by(self) -> Any:
        """The leader who must manage a point of this grade."""
        return MANAGED_BY[Grade(self.grade)]

    @property
    def place(self) -> str:
        """Where the risk lies, in words."""
        if self.step:
            return f"{self.step.flow.power_item} · {self.step.name}"
        return str(self.post) if self.post else str(_("whole unit"))

    @property
    def next_actor(self) -> Any:
        """Who has to act next, in words; empty once nothing is waiting."""
        waiting = {
            RiskPointStatus.DRAFT: Role.LIAISON.label,
            RiskPointStatus.RETURNED: Role.LIAISON.label,
            RiskPointStatus.FILED: Role.UNIT_HEAD.label,
            RiskPointStatus.ENDORSED: Role.INSPECTOR.label,
        }
        return waiting.get(RiskPointStatus(self.status), "")


class NoRiskFindingQuerySet(models.QuerySet["NoRiskFinding"]):
    def visible_to(self, user: User) -> NoRiskFindingQuerySet:
        return self.filter(user.where_holds(REGISTER_READERS, "step__flow__power_item__unit__path"))


@tracked()
class NoRiskFinding(Stateful):
    """The signed statement that a step was assessed and holds no risk."""

    lifecycle = FINDING_LIFECYCLE
    transition_route = "riskpoints:finding_transition"

    step = models.ForeignKey(Step, models.PROTECT, related_name="findings", verbose_name=_("flow step"))
    note = models.TextField(_("why there is no risk"))
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed on"), default=timezone.now)
    status = models.CharField(_("state"), max_length=10, choices=FindingStatus, default=FindingStatus.SIGNED)

    objects = NoRiskFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("no-risk finding")
        verbose_name_plural = _("no-risk findings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(status=FindingStatus.SIGNED), name="finding_once")
        ]

    def __str__(self) -> str:
        return str(self.step)

    def get_absolute_url(self) -> str:
        return self.step.flow.get_absolute_url()
