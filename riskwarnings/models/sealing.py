"""Keys of people, and what was sealed to them (see riskwarnings/seals.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import tracked
from riskwarnings.models.signals import Reporter, Signal

if TYPE_CHECKING:
    from accounts.models import User


class SealingKeyQuerySet(models.QuerySet["SealingKey"]):
    def in_use(self) -> SealingKeyQuerySet:
        return self.filter(ended_at=None, user__is_active=True)

    def of(self, user: User) -> SealingKey | None:
        return self.in_use().filter(user=user).first()


@tracked(exclude=("wrapped",), technical=("public",), named_by=("user",))
class SealingKey(models.Model):
    """The key of a person: its public half, and the private one wrapped by their passphrase."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="sealing_keys", verbose_name=_("account"))
    public = models.CharField(_("public key"), max_length=60)
    wrapped = models.TextField()
    made_at = models.DateTimeField(_("made on"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended on"), null=True)

    objects = SealingKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealing key")
        verbose_name_plural = _("sealing keys")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="sealing_key_in_use_once")
        ]

    def __str__(self) -> str:
        return str(self.user)


class SealedCopy(models.Model):
    """The data key of a reporter, sealed to one key: whole, or as one of two shares.

    pair: the keys of the two auditors between whom it is shared, e.g. "3-7"; empty where it is whole. share: 1 or 2;
    0 where it is whole.
    """

    reporter = models.ForeignKey(Reporter, models.CASCADE, related_name="copies", db_index=False)
    key = models.ForeignKey(SealingKey, models.PROTECT, related_name="copies")
    pair = models.CharField(max_length=40, blank=True)
    share = models.PositiveSmallIntegerField(default=0)
    sealed = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reporter", "key", "pair", "share"], name="sealed_copy_once")]

    def __str__(self) -> str:
        return f"{self.reporter_id} · {self.key_id}"


@tracked(withheld=("signal",), named_by=("by",), place="signal__unit__path")
class RecoveryRequest(models.Model):
    """That a handler to whom a reporter was not sealed asks two auditors for their shares, and why."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="recoveries", verbose_name=_("signal"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("request to recover a reporter")
        verbose_name_plural = _("requests to recover reporters")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.by} · {self.reason}"
