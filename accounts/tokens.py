"""Personal tokens: by them other programs act in a person's name, within a scope and until a day."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded, tracked

if TYPE_CHECKING:
    from accounts.models import User

PREFIX = "rc_"
SHOWN = 8  # characters of a token by which its owner tells it from others
LONGEST = timedelta(days=366)
TOUCH_EVERY = timedelta(minutes=10)  # so that reading the API does not write at every request


class Scope(models.TextChoices):
    READ = "read", _("read only")
    WRITE = "write", _("read and write")


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def usable(self) -> AccessTokenQuerySet:
        return self.filter(revoked_at=None, expires_on__gte=timezone.localdate())


@tracked(exclude=("digest", "last_used_at"), technical=("start",))
class AccessToken(models.Model):
    """A token; only its digest is kept, so that nobody can read it from the database."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="tokens", verbose_name=_("account"))
    name = models.CharField(_("what it is for"), max_length=60)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope, default=Scope.READ)
    start = models.CharField(_("begins with"), max_length=20, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField(_("works until"), validators=[MinValueValidator(timezone.localdate)])
    created_at = models.DateTimeField(_("created on"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.start}…）"

    def clean(self) -> None:
        if self.expires_on and self.expires_on > timezone.localdate() + LONGEST:
            raise ValidationError({"expires_on": _("A token works for a year at most.")})

    @property
    def is_expired(self) -> bool:
        return self.expires_on < timezone.localdate()

    def revoke(self, *, by: User) -> None:
        with recorded(by, action="accesstoken.revoke"):
            AccessToken.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())

    def touch(self) -> None:
        """Note that it was used."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > TOUCH_EVERY:
            AccessToken.objects.filter(pk=self.pk).update(last_used_at=now)


def digest_of(key: str) -> str:
    # The keys are long and random, so a quick digest keeps them as well as a slow one.
    return hashlib.sha256(key.encode()).hexdigest()


def issue(*, user: User, name: str, scope: Scope, expires_on: date) -> tuple[AccessToken, str]:
    """A new token and its text, which is told only now. Raises ValidationError."""
    key = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken(
        user=user,
        name=name,
        scope=scope,
        expires_on=expires_on,
        start=key[: len(PREFIX) + SHOWN],
        digest=digest_of(key),
    )
    token.full_clean()
    with recorded(user, action="accesstoken.create"):
        token.save()
    return token, key
