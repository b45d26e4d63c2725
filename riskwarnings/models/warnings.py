"""Warnings (廉政风险预警): to whom, how grave, on what grounds, and how they were answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import Role
from ground.pages.attachments import AttachedFile
from riskwarnings.choices import OPEN, UNANSWERED, YEAR, Handling, WarningLevel, WarningStatus
from riskwarnings.grounds import in_words, rule_in_words
from riskwarnings.lifecycle.warnings import SAME_GROUNDS, UNSIGNED, WARNING_LIFECYCLE
from riskwarnings.models.signals import Signal, check_post_and_official
from units.models import DocumentSeries, Official, Post, Unit
from units.subtrees import UnitPath, subtree_indexes
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User

# Who reads the warnings of units once they are issued; those about an official only inspectors and the official.
UNIT_SIDE = (Role.LIAISON, Role.UNIT_HEAD, Role.CHECKER)
# Of a warning that waits for an inspector: its state, and the step.
IN_HAND = (
    (WarningStatus.PROPOSED, "issue"),
    (WarningStatus.ANSWERED, "verify"),
    (WarningStatus.VERIFIED, "close"),
)


def inspection_of(keeper: Unit) -> str:
    """The office that keeps a warning, by name: an area has inspectors and does nothing itself."""
    return gettext("Discipline inspection of %(area)s") % {"area": keeper.name} if keeper.is_area else keeper.name


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


class WarningQuerySet(models.QuerySet["Warning"]):
    def visible_to(self, user: User) -> WarningQuerySet:
        """What the user inspects; what was issued to a unit of theirs; what was issued about themselves."""
        # The person concerned reads a warning as its addressee, not as an inspector who could steer it.
        inspects = user.where_holds((Role.INSPECTOR,), "path")
        issued = Q(issued_at__isnull=False)
        of_unit = issued & Q(official=None) & user.where_holds(UNIT_SIDE, "path")
        if not user.official_id:
            return self.filter(inspects | of_unit)
        own = Q(official=user.official_id)
        return self.filter((inspects & ~own) | of_unit | (issued & own))

    def open(self) -> WarningQuerySet:
        return self.filter(status__in=OPEN)

    def unanswered(self) -> WarningQuerySet:
        return self.filter(status__in=UNANSWERED)

    def unsigned(self) -> WarningQuerySet:
        """Those whose answer waits for the signature of the unit head."""
        return self.filter(UNSIGNED, status=WarningStatus.ANSWERED)

    def overdue(self) -> WarningQuerySet:
        """Those whose answer is due and has not come."""
        return self.unanswered().filter(due_on__lt=timezone.localdate())

    def due_this_week(self) -> WarningQuerySet:
        """Those whose answer is due by Sunday, and not overdue yet."""
        today = timezone.localdate()
        return self.unanswered().filter(due_on__range=(today, today + timedelta(days=6 - today.weekday())))

    def escalated(self) -> WarningQuerySet:
        """Open ones that were escalated at least once."""
        return self.open().filter(escalations__gt=0)

    def escalated_to(self, user: User) -> WarningQuerySet:
        """Kept by the very unit or area at which `user` is inspector, not by one below it, and not answered yet."""
        held = user.grants.in_force().filter(role=Role.INSPECTOR).values("unit")
        return self.filter(keeper__in=held).escalated().unanswered()._not_about(user)

    def _not_about(self, user: User) -> WarningQuerySet:
        return self.exclude(official=user.official_id) if user.official_id else self

    def in_hand_of(self, user: User) -> WarningQuerySet:
        """Warnings that wait for an inspector who is not their subject, where `user` is one."""
        rows = self.filter(
            user.where_holds((Role.INSPECTOR,), "keeper__path"),
            keeper__is_area=True,  # every keeper is one; said, because few units are, and these have an index
            status__in=[s for s, _verb in IN_HAND],
        )
        return rows.exclude(UNSIGNED, status=WarningStatus.ANSWERED)._not_about(user)

    def taken_by(self, user: User) -> Q:
        """Of those in hand the ones that somebody else must deal with, because `user` had a part in them."""
        taken = Q(pk__in=[])
        for status, verb in IN_HAND:
            taken |= Q(status=status) & WARNING_LIFECYCLE.where_taken(self.model, verb, user)
        return taken

    def waiting_for(self, user: User) -> WarningQuerySet:
        """Warnings that `user` may issue, verify or close."""
        return self.in_hand_of(user).filter(~self.taken_by(user))

    def left_to_others(self, user: User) -> WarningQuerySet:
        return self.in_hand_of(user).filter(self.taken_by(user))

    def in_hand(self) -> WarningQuerySet:
        """Issued, and not closed yet."""
        return self.open().filter(issued_at__isnull=False)

    def answered_of_late(self) -> WarningQuerySet:
        """Answered in the past year."""
        return self.filter(issued_at__isnull=False, answered_at__gte=timezone.now() - YEAR)

    def issued_of_late(self) -> WarningQuerySet:
        """Issued in the past year."""
        return self.filter(issued_at__gte=timezone.now() - YEAR)

    def for_list(self) -> WarningQuerySet:
        return self.select_related("unit", "post", "official", "keeper", "series")


@tracked(
    exclude=("path", "authors"),
    technical=("fingerprint",),
    withheld=("official", "text", "grounds", "answer", "verification", "withdrawal"),
    words={"grounds": in_words, "rule": rule_in_words},
    named_by=("unit",),
    named_with=("unit", "post", "official"),
)
class Warning(Stateful):
    """A warning to a unit, about the unit itself, one of its posts, or an official.

    grounds: what it rests on, frozen as it was (a list, see grounds.py). fingerprint: the same for the same grounds.
    keeper: the unit or area whose inspectors answer for it; it moves up when the warning is escalated.
    """

    lifecycle = WARNING_LIFECYCLE
    transition_route = "warnings:transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="warnings", verbose_name=_("unit"), db_index=False)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post"), db_index=False
    )
    official = models.ForeignKey(
        Official,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="warnings",
        verbose_name=_("official concerned"),
    )
    keeper = models.ForeignKey(
        Unit, models.PROTECT, related_name="warnings_kept", verbose_name=_("kept by"), editable=False
    )
    level = models.CharField(_("warning level"), max_length=6, choices=WarningLevel)
    text = models.TextField(_("what is warned of"))
    handling = models.CharField(_("handling"), max_length=10, choices=Handling, blank=True)
    grounds = models.JSONField(_("grounds"), default=list, editable=False)
    rule = models.CharField(_("indicator rule"), max_length=30, blank=True, editable=False)
    fingerprint = models.CharField(max_length=100, blank=True, editable=False)
    signals = models.ManyToManyField(
        Signal, through="WarningSignal", related_name="warnings", verbose_name=_("signals")
    )

    copies_to = models.CharField(
        _("copies to"), max_length=200, blank=True, db_default="", help_text=_("Who gets a copy, as in the document.")
    )
    # The number of its document, given when it is issued and never again, also where it is withdrawn.
    series = models.ForeignKey(
        DocumentSeries,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("document series"),
    )
    serial = models.PositiveIntegerField(_("number in the series"), null=True, editable=False)

    status = models.CharField(_("state"), max_length=12, choices=WarningStatus, default=WarningStatus.PROPOSED)
    due_on = models.DateField(_("answer due on"), null=True, editable=False)
    proposed_by = _person(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed on"), default=timezone.now, editable=False)
    # Who else has written at the draft since, as accounts; kept by a trigger (riskwarnings/sql/authors.sql).
    authors = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    issued_by = _person(_("issued by"))
    issued_at = models.DateTimeField(_("issued on"), null=True, editable=False)
    acknowledged_by = _person(_("acknowledged by"))
    acknowledged_at = models.DateTimeField(_("acknowledged on"), null=True, editable=False)
    escalations = models.PositiveSmallIntegerField(_("escalations"), default=0, editable=False)
    escalated_at = models.DateTimeField(_("escalated on"), null=True, editable=False)
    answered_by = _person(_("answered by"))
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True, editable=False)
    signed_by = _person(_("signed by"))
    signed_at = models.DateTimeField(_("signed on"), null=True, editable=False)
    verified_by = _person(_("verified by"))
    verified_at = models.DateTimeField(_("verified on"), null=True, editable=False)
    verification = models.TextField(_("verification"), blank=True, editable=False)
    closed_by = _person(_("closed by"))
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)
    withdrawn_by = _person(_("withdrawn by"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, editable=False)
    withdrawal = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)

    path = UnitPath()  # kept by a trigger, see riskwarnings/sql/placing.sql

    objects = WarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "status"], name="warning_unit_status"),
            # The same grounds, whether a warning on them is open or was closed lately.
            models.Index(fields=["fingerprint"], condition=~Q(fingerprint=""), name="warning_fingerprint"),
            models.Index(fields=["status", "id"], condition=Q(status__in=OPEN), name="warning_open"),
            models.Index(fields=["due_on", "id"], condition=Q(status__in=UNANSWERED), name="warning_due"),
            *subtree_indexes("warning"),
            search_index("text", name="warning_search"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="warning_number_once"),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(status__in=OPEN) & ~Q(fingerprint=""),
                name="warning_open_once",
                violation_error_message=SAME_GROUNDS,
            ),
            models.CheckConstraint(
                condition=Q(status__in=(WarningStatus.PROPOSED, WarningStatus.WITHDRAWN))
                | Q(issued_by__isnull=False, issued_at__isnull=False) & ~Q(handling=""),
                name="warning_issued_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}：{self.text if len(self.text) <= 30 else self.text[:29] + '…'}"

    def get_absolute_url(self) -> str:
        return row_address("warnings:detail", self.pk)

    def clean(self) -> None:
        check_post_and_official(self)
        if self.post_id and self.official_id:
            raise ValidationError({"official": _("A warning is about a post or about an official, not both.")})

    @property
    def document_number(self) -> str:
        """Such as 黄纪预〔2026〕31号; empty before the issue. Issued before there were series, the old one."""
        if self.series and self.serial:
            return self.series.number(self.serial)
        return f"预警〔{timezone.localtime(self.issued_at).year}〕{self.pk}号" if self.issued_at else ""

    @property
    def subject(self) -> Any:
        """Whom or what it is about."""
        return self.official or self.post or self.unit

    @property
    def kept_by(self) -> str:
        return inspection_of(self.keeper)

    @property
    def is_editable(self) -> bool:
        return self.status == WarningStatus.PROPOSED

    @property
    def is_overdue(self) -> bool:
        return self.status in UNANSWERED and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def awaits_signature(self) -> bool:
        """Whether it was answered for the unit, and the unit head has not signed that yet."""
        return self.status == WarningStatus.ANSWERED and self.signed_at is None and self.official_id is None

    @property
    def days_to_answer(self) -> int | None:
        """Days from the issue to the answer; None before it."""
        if not self.issued_at or not self.answered_at:
            return None
        return (timezone.localtime(self.answered_at).date() - timezone.localtime(self.issued_at).date()).days


@tracked(withheld=("signal",), named_by=("warning",), place="warning__unit__path")
class WarningSignal(models.Model):
    """Which signals a warning rests on."""

    warning = models.ForeignKey(
        Warning, models.PROTECT, related_name="signal_links", verbose_name=_("warning"), db_index=False
    )
    signal = models.ForeignKey(Signal, models.PROTECT, related_name="warning_links", verbose_name=_("signal"))

    class Meta:
        verbose_name = _("signal of a warning")
        constraints = [models.UniqueConstraint(fields=["warning", "signal"], name="warning_signal_once")]

    def __str__(self) -> str:
        return f"{self.warning_id} ← {self.signal_id}"


@tracked(named_by=("warning",), place="warning__unit__path")
class Escalation(models.Model):
    """That a warning was not answered by its day, and what became of it."""

    warning = models.ForeignKey(
        Warning, models.PROTECT, related_name="steps_up", verbose_name=_("warning"), db_index=False
    )
    number = models.PositiveSmallIntegerField(_("which time"))
    due_on = models.DateField(_("answer due on"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    from_level = models.CharField(_("level before"), max_length=6, choices=WarningLevel)
    to_level = models.CharField(_("level"), max_length=6, choices=WarningLevel)
    from_keeper = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("kept by before"), db_index=False
    )
    to_keeper = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("kept by"), db_index=False)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["warning", "number"], name="escalation_once")]

    def __str__(self) -> str:
        return f"{self.warning_id}: {self.from_level} → {self.to_level}"


class WarningFileQuerySet(models.QuerySet["WarningFile"]):
    def visible_to(self, user: User) -> WarningFileQuerySet:
        return self.filter(warning__in=Warning.objects.visible_to(user))


@tracked(technical=("file",), labels={"uploaded_by": _("who")}, place="warning__unit__path")
class WarningFile(AttachedFile):
    """A file that shows what was done about a warning."""

    warning = models.ForeignKey(Warning, models.PROTECT, related_name="files", verbose_name=_("warning"))

    objects = WarningFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of an answer")
        verbose_name_plural = _("evidence of answers")
        ordering = ["pk"]
