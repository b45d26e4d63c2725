"""Risk points and their revisions."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from powers.models import Domain, Step
from riskpoints.choices import ACTS_NEXT, OPEN, WAITING, FoundBy, RiskClass, RiskPointStatus
from riskpoints.grading import MANAGED_BY, SCALE, Grade, grade, rule_in_force
from riskpoints.lifecycle import RISK_POINT_LIFECYCLE
from riskpoints.models.risk_point_sets import RiskPointQuerySet
from riskpoints.refusals import MAJORS_ARE_HIGH, ONE_PLACE, STEP_ELSEWHERE
from units.choices import Industry
from units.models import Post, Unit
from units.refusals import POST_ELSEWHERE
from units.subtrees import UnitPath, subtree_indexes
from units.text_search import search_index


def _scale(label: Any, help_text: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=1, validators=[MinValueValidator(1), MaxValueValidator(5)], help_text=help_text
    )


@tracked(exclude=("path", "industry", "domain", "authors"), labels={"created_by": _("written by")})
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
    # Said by who files below the control plan of the domain, read by who decides on it.
    plan_gap_reason = models.CharField(
        _("reason for falling short of the control plan"), max_length=300, blank=True, default="", db_default=""
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
    # Who else has written at it since, as accounts; kept by a trigger (riskpoints/sql/authors.sql).
    authors = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
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
        return row_address("riskpoints:detail", self.pk)

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
    def is_not_held(self) -> bool:
        """Whether it is in force and too little holds it, as the app of measures above keeps it in `holding`."""
        return self.is_in_force and not getattr(getattr(self, "holding", None), "is_held", True)

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

    @cached_property
    def history(self) -> list[RiskPoint]:
        """Its revisions, the newest first; read once for a page."""
        return list(self.root.revisions.select_related("filed_by", "registered_by").order_by("-pk"))

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
        role = ACTS_NEXT.get(RiskPointStatus(self.status))
        return role.label if role else ""
