"""Checkpoints of the change log, the digests they rest on, and what verifications found: all three only grow.

Who asked for a verification, and how far a worker is with it, stands beside them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.addresses import row_address
from ground.lifecycle.roles import Role
from ground.work.models import AT_WORK, Work, WorkQuerySet
from oversight.checkpoints.choices import Breach, CheckpointKind


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    def visible_to(self, user: Any) -> CheckpointQuerySet:
        """The auditors' alone."""
        return self if user.holds((Role.AUDITOR,)) else self.none()


class Checkpoint(models.Model):
    """A signed statement of what the log held at one time, which names the statement before it.

    document: the JSON text that is signed, byte for byte; digest: of that text, in hexadecimal digits; key: the
    name of the key that signed (keys.py).
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=4, choices=CheckpointKind)
    at = models.DateTimeField(_("time"), default=timezone.now)
    algorithm = models.CharField(_("algorithm"), max_length=10)
    document = models.TextField()
    digest = models.CharField(_("digest"), max_length=64)
    key = models.CharField(_("key"), max_length=16)
    signature = models.CharField(max_length=100)

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        return row_address("checkpoints:download", self.pk)


class Block(models.Model):
    """The digests of up to `entries.BLOCK_ROWS` entries of one table, in the order of their numbers.

    digests: those of the entries, one after the other; digest: of these.
    """

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="blocks", db_index=False)
    table = models.CharField(max_length=63)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    numbers = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["table", "first"]
        indexes = [
            models.Index(fields=["table", "last"], name="block_newest"),
            models.Index(fields=["checkpoint"], name="block_checkpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.first}–{self.last}"


class Verification(models.Model):
    """One run over the whole log: how much was looked at, from when to when it is whole, and what is not."""

    at = models.DateTimeField(_("time"), default=timezone.now)
    seconds = models.FloatField(_("seconds"))
    checkpoints = models.BigIntegerField(_("checkpoints"))
    entries = models.BigIntegerField(_("entries"))
    whole_from = models.DateTimeField(_("whole from"), null=True)
    whole_until = models.DateTimeField(_("whole until"), null=True)
    breach = models.CharField(_("what is wrong"), max_length=12, choices=Breach, blank=True)
    table = models.CharField(_("table"), max_length=63, blank=True)
    entry = models.BigIntegerField(_("number of the entry"), null=True)
    checkpoint = models.BigIntegerField(_("checkpoint"), null=True)

    class Meta:
        verbose_name = _("verification of the log")
        verbose_name_plural = _("verifications of the log")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.at)

    @property
    def is_whole(self) -> bool:
        return not self.breach


class VerificationRequest(Work):
    """That the log is to be verified; by: None for the one of each night. found: what came out."""

    by = models.ForeignKey(
        "accounts.User", models.CASCADE, null=True, related_name="+", verbose_name=_("who"), db_index=False
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    found = models.OneToOneField(
        Verification, models.PROTECT, null=True, related_name="request", verbose_name=_("result")
    )

    objects = WorkQuerySet["VerificationRequest"].as_manager()

    class Meta:
        verbose_name = _("request of a verification")
        verbose_name_plural = _("requests of verifications")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(status__in=AT_WORK), name="verification_open")]

    def __str__(self) -> str:
        return str(self.at)
