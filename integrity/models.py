"""The officials' own files: declarations of interest, points, and who looked at them.

They hold what the duty needs and no more: no names of relatives, no figures of what somebody owns.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import Role
from integrity.choices import (
    COUNTING,
    Aspect,
    Conclusion,
    DeclarationStatus,
    DemeritBasis,
    DemeritStatus,
    Opened,
    Relation,
)
from integrity.lifecycle import DECLARATION_LIFECYCLE, DEMERIT_LIFECYCLE
from powers.models import Domain
from units.models import Official, Unit
from units.refusals import ENDS_FIRST

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_TEXT = 2000
WINDOW = 365  # days over which points are summed up on the pages
ELSEWHERE = _("The official holds no post of this unit.")
FUTURE = _("The day lies in the future.")


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=label,
    )


class OfOfficialQuerySet(models.QuerySet):
    """Rows of an official's file: read by the official and by those who inspect the unit, but for oneself."""

    def inspected_by(self, user: User) -> Any:
        rows = self.filter(user.where_holds((Role.INSPECTOR,), "unit__path"))
        return rows.exclude(official=user.official_id) if user.official_id else rows

    def visible_to(self, user: User) -> Any:
        inspects = Q(user.where_holds((Role.INSPECTOR,), "unit__path"))
        if not user.official_id:
            return self.filter(inspects)
        # What somebody inspects of oneself is one's own, too.
        return self.filter(inspects | Q(official=user.official_id))

    def for_list(self) -> Any:
        return self.select_related("unit", "official")


class DeclarationQuerySet(OfOfficialQuerySet):
    def visible_to(self, user: User) -> DeclarationQuerySet:
        """A draft is the official's alone."""
        found = super().visible_to(user)
        return found.filter(~Q(status=DeclarationStatus.DRAFT) | Q(official=user.official_id or 0))

    def for_list(self) -> Any:
        return super().for_list().select_related("domain")

    def to_assess(self) -> DeclarationQuerySet:
        return self.filter(status=DeclarationStatus.DECLARED)

    def unsettled(self, on: date | None = None) -> DeclarationQuerySet:
        """Those in conflict with a power that the official exercises, and nobody has decided on it yet."""
        found = RawSQL(
            "SELECT declaration_id FROM integrity_conflicts(%s) WHERE is_open", [on or timezone.localdate()]
        )
        return self.filter(pk__in=found)


@tracked(
    withheld=("relation", "domain", "area", "text", "return_reason", "conclusion", "assessment"),
    named_by=("official", "aspect"),
)
class Declaration(Stateful):
    """An interest that an official declares, in one of nine aspects (防止利益冲突).

    area: where the interest lies; empty: anywhere. domain: the domain it touches, by which it is compared with the
    powers that the official's posts exercise, see sql/conflicts.sql.
    """

    lifecycle = DECLARATION_LIFECYCLE
    transition_route = "integrity:declaration_transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="declarations", verbose_name=_("unit"))
    official = models.ForeignKey(
        Official, models.PROTECT, related_name="declarations", verbose_name=_("official"), editable=False
    )
    aspect = models.CharField(_("aspect"), max_length=12, choices=Aspect)
    relation = models.CharField(_("whose interest"), max_length=14, choices=Relation)
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("domain"),
        help_text=_("The domain that the interest touches; powers of your posts in it are compared."),
    )
    area = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where"),
        help_text=_("The city or county where the interest lies; empty: more than one."),
    )
    text = models.TextField(
        _("what is declared"),
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        help_text=_("What a decision needs. Leave out names of relatives, numbers of papers and sums."),
    )
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    status = models.CharField(
        _("state"), max_length=10, choices=DeclarationStatus, default=DeclarationStatus.DRAFT, editable=False
    )
    declared_by = _person(_("declared by"))
    declared_at = models.DateTimeField(_("declared on"), null=True, editable=False)
    return_reason = models.TextField(_("reason of the return"), blank=True, editable=False)
    assessed_by = _person(_("assessed by"))
    assessed_at = models.DateTimeField(_("assessed on"), null=True, editable=False)
    conclusion = models.CharField(_("conclusion"), max_length=10, choices=Conclusion, blank=True, editable=False)
    assessment = models.TextField(_("assessment"), blank=True, editable=False)
    ended_by = _person(_("ended by"))
    ended_at = models.DateTimeField(_("ended on"), null=True, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["unit"], condition=Q(status=DeclarationStatus.DECLARED), name="declaration_to_assess"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="declaration_ends_after_start",
                violation_error_message=ENDS_FIRST,
            ),
            models.CheckConstraint(
                condition=~Q(status=DeclarationStatus.ASSESSED) | ~Q(conclusion="") & Q(assessed_by__isnull=False),
                name="declaration_assessed_by_person",
            ),
        ]

    def __str__(self) -> str:
        # No personal fact: this line goes into lists and messages.
        return f"{Aspect(self.aspect).label}（{Relation(self.relation).label}）"

    def get_absolute_url(self) -> str:
        return row_address("integrity:declaration", self.pk)

    @property
    def is_editable(self) -> bool:
        return self.status == DeclarationStatus.DRAFT

    def clean(self) -> None:
        if _lacks_post(self):
            raise ValidationError(ELSEWHERE)
        if self.since and self.since > timezone.localdate():
            raise ValidationError({"since": FUTURE})
        if self.area_id and self.area and not self.area.is_area:
            raise ValidationError({"area": _("Choose a province, city or county.")})


def _lacks_post(row: Any) -> bool:
    """Whether the official of a row holds no post of its unit."""
    named = bool(row.official_id and row.unit_id)
    return named and not Official.objects.of_unit(row.unit_id).filter(pk=row.official_id).exists()


class DemeritQuerySet(OfOfficialQuerySet):
    def recent(self, on: date | None = None) -> DemeritQuerySet:
        """Those that count: neither defused nor withdrawn, of the past year."""
        today = on or timezone.localdate()
        return self.filter(status__in=COUNTING, on__gt=today - timedelta(days=WINDOW), on__lte=today)

    def total(self) -> int:
        return self.aggregate(n=Sum("points"))["n"] or 0


@tracked(withheld=("basis", "text", "answer", "settlement"), named_by=("official",))
class Demerit(Stateful):
    """Points (积分) that an inspector records in an official's file; a person's doing, never a job's."""

    lifecycle = DEMERIT_LIFECYCLE
    transition_route = "integrity:points_transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="demerits", verbose_name=_("unit"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="demerits", verbose_name=_("official"))
    on = models.DateField(_("date of the matter"), default=timezone.localdate)
    basis = models.CharField(_("basis"), max_length=12, choices=DemeritBasis)
    points = models.PositiveSmallIntegerField(
        _("points"), validators=[MinValueValidator(1), MaxValueValidator(12)], help_text=_("From 1 to 12.")
    )
    text = models.TextField(_("what happened"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    by = _person(_("recorded by"))
    at = models.DateTimeField(_("recorded on"), default=timezone.now, editable=False)

    status = models.CharField(
        _("state"), max_length=10, choices=DemeritStatus, default=DemeritStatus.RECORDED, editable=False
    )
    answered_by = _person(_("answered by"))
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)
    answer = models.TextField(_("the official's view"), blank=True, editable=False)
    settled_by = _person(_("settled by"))
    settled_at = models.DateTimeField(_("settled on"), null=True, editable=False)
    settlement = models.TextField(_("how it was settled"), blank=True, editable=False)

    objects = DemeritQuerySet.as_manager()

    class Meta:
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["official", "on"], condition=Q(status__in=COUNTING), name="points_counting"),
            models.Index(fields=["-on", "-id"], name="points_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(points__range=(1, 12)), name="points_within"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_basis_display()}"

    def get_absolute_url(self) -> str:
        return row_address("integrity:points_entry", self.pk)

    @property
    def is_editable(self) -> bool:
        """An entry is not rewritten; a wrong one is withdrawn."""
        return False

    def clean(self) -> None:
        if _lacks_post(self):
            raise ValidationError({"official": ELSEWHERE})
        if self.on and self.on > timezone.localdate():
            raise ValidationError({"on": FUTURE})


class FileLookQuerySet(models.QuerySet["FileLook"]):
    def visible_to(self, user: User) -> FileLookQuerySet:
        """Who looked at one's own file, and one's own looks."""
        return self.filter(Q(official=user.official_id or 0) | Q(by=user))


@tracked(named_by=("official",), tells=("what",))
class FileLook(models.Model):
    """That somebody else than the official opened something of their file."""

    official = models.ForeignKey(
        Official, models.PROTECT, related_name="file_looks", verbose_name=_("official"), db_index=False
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    what = models.CharField(_("what was opened"), max_length=12, choices=Opened)

    objects = FileLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at an integrity file")
        verbose_name_plural = _("looks at integrity files")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["official", "id"], name="file_look_official")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.by}"
