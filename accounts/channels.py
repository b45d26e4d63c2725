"""Channels by which a person is told outside the pages: robots of DingTalk and WeCom, and signed webhooks.

A notice that a channel is to carry becomes a `Delivery`. Addresses and secrets lie encrypted in the database.
"""

from __future__ import annotations

import base64
import json
import secrets
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ciphers import cipher
from accounts.notice_kinds import kinds_to_choose
from accounts.notices import Notice
from ground.lifecycle.changelog import tracked
from ground.lifecycle.state_marks import set_marks

if TYPE_CHECKING:
    from accounts.models import User

PURPOSE = b"channels"
DAILY_AT = time(8)
ROBOTS = {  # way → host, path and parameter of the address that the app shows
    "dingtalk": ("oapi.dingtalk.com", "/robot/send", "access_token"),
    "wecom": ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key"),
}


class ChannelWay(models.TextChoices):
    MAIL = "mail", _("e-mail")
    DINGTALK = "dingtalk", _("DingTalk robot")
    WECOM = "wecom", _("WeCom robot")
    WEBHOOK = "webhook", _("signed webhook")


class Pace(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, together")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    TRYING = "trying", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be delivered")
    UNKNOWN = "unknown", _("perhaps delivered")


set_marks(
    open=(DeliveryState.WAITING,),
    quarter=(DeliveryState.TRYING,),
    proven=(DeliveryState.SENT,),
    broken=(DeliveryState.FAILED,),
    half=(DeliveryState.UNKNOWN,),
)

LOST = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


def key_of(way: str, address: str) -> str:
    """The key of a robot in the address that its app shows. Raises ValidationError."""
    host, path, parameter = ROBOTS[way]
    parts = urlsplit(address.strip())
    key = parse_qs(parts.query).get(parameter, [""])[0]
    if parts.scheme != "https" or parts.hostname != host or parts.path != path or not key.replace("-", "").isalnum():
        raise ValidationError(
            _("Copy the whole address of the robot: https://%(start)s?%(parameter)s=…")
            % {"start": host + path, "parameter": parameter}
        )
    return key


def _kinds_in_words(kinds: list[str]) -> list[str]:
    """Kinds of notices, in the change log."""
    known = dict(kinds_to_choose())
    return [str(known[kind]) for kind in kinds if kind in known]


@tracked(
    exclude=("sealed",),
    technical=("created_at",),
    words={"kinds": _kinds_in_words},
    labels={"user": _("account")},
)
class Channel(models.Model):
    """A way to reach a person. kinds: of which notices they are told by it, all where none is named, and
    those that nobody can switch off (`NoticeKind.is_always`).

    sealed: address and secret, encrypted. Between quiet_from and quiet_until nothing is sent; it is sent afterwards.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="channels")
    way = models.CharField(
        _("way"), max_length=10, choices=[c for c in ChannelWay.choices if c[0] != ChannelWay.MAIL]
    )
    name = models.CharField(_("what it is called"), max_length=40)
    sealed = models.TextField(editable=False)
    kinds = models.JSONField(_("told of"), default=list, blank=True)
    pace = models.CharField(_("when"), max_length=10, choices=Pace, default=Pace.AT_ONCE)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    is_active = models.BooleanField(_("switched on"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="channel_named_once")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def opened(self) -> dict[str, str]:
        """Address and secret."""
        parts: dict[str, str] = json.loads(cipher(PURPOSE).decrypt(self.sealed.encode()))
        return parts

    def seal(self, address: str, secret: str = "") -> None:
        """Keep an address, and the secret that signs: a webhook without one gets a new one."""
        if self.way == ChannelWay.WEBHOOK and not secret:
            secret = base64.b64encode(secrets.token_bytes(24)).decode()
        parts = {"address": address.strip(), "secret": secret.strip()}
        self.sealed = cipher(PURPOSE).encrypt(json.dumps(parts).encode()).decode()
        self.__dict__.pop("opened", None)

    @property
    def shown(self) -> str:
        """As much of the address as tells it from others, without the key that is in it."""
        return f"{urlsplit(self.opened['address']).hostname} …{self.opened['address'][-4:]}"

    def clean(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None) or (
            self.quiet_from is not None and self.quiet_from == self.quiet_until
        ):
            raise ValidationError({"quiet_until": _("Quiet hours have a beginning and another end.")})

    def next_time(self, at: datetime) -> datetime:
        """When a notice of this moment may go out."""
        here = timezone.localtime(at)
        if self.pace == Pace.DAILY:
            here = _next(here, DAILY_AT)
        start, end = self.quiet_from, self.quiet_until
        if start is None or end is None:
            return here
        now = here.time()
        is_quiet = start <= now < end if start < end else now >= start or now < end
        return _next(here, end) if is_quiet else here


def _next(here: datetime, hour: time) -> datetime:
    """The next moment at which it is `hour`, from `here` on."""
    found = here.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return found if found >= here else found + timedelta(days=1)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        """One's own, and those of the accounts that one administers."""
        accounts: Any = get_user_model().objects
        return self.filter(user__in=accounts.visible_to(user).order_by().values("pk"))

    def lost(self) -> DeliveryQuerySet:
        return self.filter(status__in=LOST)


class Delivery(models.Model):
    """A notice on its way by a channel; without a channel it is the daily mail. message: those sent as one."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="deliveries", verbose_name=_("account"))
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="deliveries", db_index=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    status = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    not_before = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    attempted_at = models.DateTimeField(_("tried last"), null=True)
    message = models.UUIDField(null=True)
    error = models.CharField(_("why"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "notice"], name="delivery_once"),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(status="waiting"), name="delivery_waiting"),
            models.Index(fields=["attempted_at"], condition=Q(status="trying"), name="delivery_trying"),
            models.Index(fields=["user", "-id"], condition=Q(status__in=LOST), name="delivery_lost"),
        ]

    def __str__(self) -> str:
        return f"{self.channel or ChannelWay.MAIL.label} {self.get_status_display()}"

    @property
    def way(self) -> Any:
        return self.channel.get_way_display() if self.channel else ChannelWay.MAIL.label  # type: ignore[attr-defined]
