"""Signals (廉政风险信息): what was told, by which source, about what; and, sealed apart, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import NotAllowed, Stateful
from ground.lifecycle.roles import Role
from ground.pages.attachments import unguessable
from ground.pages.uploads import validate_upload
from integrity.models import FUTURE
from powers.models import Domain
from riskpoints.models import RiskPoint
from riskwarnings.choices import UNDECIDED, Finding, Secrecy, SignalSource, SignalStatus
from riskwarnings.lifecycle.signals import NOT_THE_HANDLER, SIGNAL_LIFECYCLE
from riskwarnings.models.monitoring import MonitoringPoint
from units.models import Official, Post, Unit
from units.subtrees import UnitPath, subtree_indexes
from units.text_search import search_index

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_TEXT = 5000
ELSEWHERE = _("This belongs to another unit. Choose one of this unit.")


def check_post_and_official(row: Any) -> None:
    """Raises ValidationError where the post or official of a signal or warning is none of its unit."""
    if row.post_id and row.post.unit_id != row.unit_id:
        raise ValidationError({"post": ELSEWHERE})
    if row.official_id and not Official.objects.of_unit(row.unit_id).filter(pk=row.official_id).exists():
        raise ValidationError({"official": ELSEWHERE})


class SignalQuerySet(models.QuerySet["Signal"]):
    def visible_to(self, user: User) -> SignalQuerySet:
        """Signals about units that the user inspects; a confidential one is its handler's alone once it has one.

        Nobody reads what was told about themselves.
        """
        found = self.filter(user.where_holds((Role.INSPECTOR,), "path"))
        # The few that are closed to this person, as one list of keys; a join would ask each signal for its handler.
        closed = Signal.objects.filter(secrecy=Secrecy.CONFIDENTIAL, handler__is_active=True).exclude(handler=user)
        found = found.exclude(pk__in=closed.order_by().values("pk"))
        return found.exclude(official=user.official_id) if user.official_id else found

    def undecided(self) -> SignalQuerySet:
        return self.filter(status__in=UNDECIDED)

    def to_triage(self) -> SignalQuerySet:
        return self.filter(status=SignalStatus.RECEIVED)

    def to_reopen(self, user: User) -> SignalQuerySet:
        """Reopenings that another inspector asks for."""
        return self.filter(status=SignalStatus.REOPENING).exclude(reopening_by=user)

    def for_list(self) -> SignalQuerySet:
        return self.select_related("unit", "domain", "handler", "monitoring_point")


@tracked(
    exclude=("path", "sender", "receipt"),
    by_day=True,
    withheld=(
        *(
            "source",
            "reference",
            "unit_named",
            "point",
            "post",
            "official",
            "monitoring_point",
            "text",
            "is_anonymous",
        ),
        *("finding", "conclusion", "feedback", "duplicate_of"),
    ),
    named_by=(),
)
class Signal(Stateful):
    """One piece of information on an integrity risk.

    unit: what it is about; an area while nobody has found out which of its units is meant. sender, receipt: keyed
    digests by which the person who told finds it again (see reports.py); they name nobody.
    """

    lifecycle = SIGNAL_LIFECYCLE
    transition_route = "warnings:signal_transition"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="signals", verbose_name=_("unit"), db_index=False)
    source = models.CharField(_("source"), max_length=10, choices=SignalSource)
    reference = models.CharField(
        _("file number"), max_length=60, blank=True, help_text=_("Of the report, audit or case it was taken from.")
    )
    occurred_on = models.DateField(_("date of the matter"), default=timezone.localdate)
    received_at = models.DateTimeField(_("received on"), default=timezone.now, editable=False)
    unit_named = models.CharField(_("unit as it was named"), max_length=100, blank=True)
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("domain"), db_index=False
    )
    point = models.ForeignKey(
        RiskPoint, models.PROTECT, null=True, blank=True, related_name="signals", verbose_name=_("risk point")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post"), db_index=False
    )
    official = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="signals", verbose_name=_("official concerned")
    )
    monitoring_point = models.ForeignKey(
        MonitoringPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signals",
        verbose_name=_("monitoring point"),
    )
    text = models.TextField(_("what was told"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    secrecy = models.CharField(_("secrecy"), max_length=12, choices=Secrecy, default=Secrecy.INTERNAL)
    is_anonymous = models.BooleanField(_("anonymous"), default=False, editable=False)

    status = models.CharField(_("state"), max_length=10, choices=SignalStatus, default=SignalStatus.RECEIVED)
    taken_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("taken on by"),
    )
    taken_at = models.DateTimeField(_("taken on"), null=True, editable=False)
    handler = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="signals_handled",
        verbose_name=_("handler of the signal"),
        editable=False,
    )
    concluded_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("concluded by"),
    )
    concluded_at = models.DateTimeField(_("concluded on"), null=True, editable=False)
    finding = models.CharField(_("finding"), max_length=6, choices=Finding, blank=True, editable=False)
    conclusion = models.TextField(_("what was found"), blank=True, editable=False)
    feedback = models.TextField(_("feedback to the reporter"), blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="duplicates",
        verbose_name=_("repeats"),
    )
    reopening_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("reopening asked for by"),
    )
    reopening_at = models.DateTimeField(_("reopening asked for on"), null=True, editable=False)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    receipt = models.CharField(max_length=64, blank=True, editable=False)

    path = UnitPath()  # kept by a trigger, see riskwarnings/sql/placing.sql

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "received_at"], name="signal_unit_received"),
            models.Index(fields=["status", "id"], condition=Q(status__in=UNDECIDED), name="signal_undecided"),
            models.Index(fields=["id"], condition=Q(status=SignalStatus.REOPENING), name="signal_reopening"),
            models.Index(fields=["handler"], condition=Q(secrecy=Secrecy.CONFIDENTIAL), name="signal_confidential"),
            models.Index(fields=["sender"], condition=~Q(sender=""), name="signal_sender"),
            *subtree_indexes("signal"),
            search_index("text", name="signal_search"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["receipt"], condition=~Q(receipt=""), name="signal_receipt_once"),
            models.CheckConstraint(
                condition=~Q(status=SignalStatus.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="signal_duplicate_names_other",
            ),
        ]

    def __str__(self) -> str:
        first = self.text.strip().splitlines()[0] if self.text.strip() else ""
        return first if len(first) <= 40 else f"{first[:39]}…"

    def get_absolute_url(self) -> str:
        return row_address("warnings:signal", self.pk)

    def clean(self) -> None:
        if self.occurred_on and self.occurred_on > timezone.localdate():
            raise ValidationError({"occurred_on": FUTURE})
        if self.point_id and self.point and self.point.unit_id != self.unit_id:
            raise ValidationError({"point": ELSEWHERE})
        check_post_and_official(self)

    @property
    def is_editable(self) -> bool:
        """Whether what it touches can still be set."""
        return self.status in UNDECIDED

    def refuse_writing(self, by: User) -> None:
        """What somebody handles only the handler changes. Raises NotAllowed."""
        if self.status == SignalStatus.HANDLING and self.handler_id != by.pk:
            raise NotAllowed(NOT_THE_HANDLER)


def _stored_as(row: models.Model, filename: str) -> str:
    return unguessable("signal", filename)


class SignalFileQuerySet(models.QuerySet["SignalFile"]):
    def visible_to(self, user: User) -> SignalFileQuerySet:
        return self.filter(signal__in=Signal.objects.visible_to(user))


@tracked(by_day=True, technical=("file",), withheld=("signal", "file_name"), named_by=(), place="signal__unit__path")
class SignalFile(models.Model):
    """A file that came with a signal. Its name is kept only for its ending: names of files often name people."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="files", verbose_name=_("signal"))
    file = models.FileField(_("file"), upload_to=_stored_as, max_length=120, validators=[validate_upload])
    file_name = models.CharField(_("file name"), max_length=150, editable=False)

    objects = SignalFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a signal")
        verbose_name_plural = _("files of signals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name


@tracked(by_day=True, withheld=("signal", "text", "from_reporter"), named_by=(), place="signal__unit__path")
class SignalMessage(models.Model):
    """What the reporter added, or what the handler asked or told the reporter."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="messages", verbose_name=_("signal"))
    from_reporter = models.BooleanField(_("from the reporter"))
    text = models.TextField(_("message"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("message on a signal")
        verbose_name_plural = _("messages on signals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


@tracked(exclude=("sealed",), by_day=True, withheld=("signal",), named_by=(), place="signal__unit__path")
class Reporter(models.Model):
    """Who told, sealed (see seals.py); read only by the named handler, and each look is recorded."""

    signal = models.OneToOneField(Signal, models.PROTECT, related_name="reporter", verbose_name=_("signal"))
    sealed = models.TextField()

    class Meta:
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")

    def __str__(self) -> str:
        return str(_("reporter"))


@tracked(withheld=("signal",), named_by=("by",), place="signal__unit__path")
class ReporterLook(models.Model):
    """That somebody looked who told a signal, and why."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="looks", verbose_name=_("signal"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("look at a reporter")
        verbose_name_plural = _("looks at reporters")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.by} · {self.reason}"
