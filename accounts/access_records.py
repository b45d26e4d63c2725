"""Sign-ins, refusals and exports: what people did, or tried, that changes no row of the register.

Each is a row of its own, so that the audit trail, which reads the log of all rows, has them among the changes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded, tracked

if TYPE_CHECKING:
    from accounts.models import User

AGAIN = timedelta(minutes=1)  # within it the same is recorded once, however often somebody tries


class AccessKind(models.TextChoices):
    SIGN_IN = "sign_in", _("signed in")
    SIGN_OUT = "sign_out", _("signed out")
    FAILED = "failed", _("failed to sign in")
    REFUSED = "refused", _("was refused")
    EXPORTED = "exported", _("exported the audit trail")


@tracked(named_by=(), tells=("user", "what", "address"))
class AccessRecord(models.Model):
    """user: whose account it is; what: the sentence of a refusal, or the filters of an export; address: from where
    somebody signed in or tried to."""

    kind = models.CharField(_("what was done"), max_length=8, choices=AccessKind)
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("account"), db_index=False
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    what = models.CharField(_("details"), max_length=300, blank=True)
    address = models.GenericIPAddressField(_("from the address"), null=True, blank=True)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "-at"], name="access_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"


def record(kind: AccessKind, user: User, by: User | None, **facts: Any) -> None:
    """Keep it. by: who is known to have done it; nobody where a sign-in failed."""
    what = str(facts.pop("what", ""))[:300]
    with recorded(by, action=f"accessrecord.{kind.value}"):
        AccessRecord.objects.create(kind=kind, user=user, what=what, **facts)


def record_once(kind: AccessKind, user: User, by: User | None, **facts: Any) -> None:
    """Keep it, unless the same was kept just now: it comes as often as somebody sends requests."""
    since = timezone.now() - AGAIN
    same = AccessRecord.objects.filter(user=user, at__gt=since, kind=kind, what=str(facts.get("what", ""))[:300])
    if not same.exists():
        record(kind, user, by, **facts)


def _from(request: HttpRequest | None) -> str | None:
    return (request.META.get("REMOTE_ADDR") or None) if request else None


@receiver(user_logged_in)
def keep_sign_in(sender: Any, request: HttpRequest, user: User, **told: Any) -> None:
    record(AccessKind.SIGN_IN, user, user, address=_from(request))


@receiver(user_logged_out)
def keep_sign_out(sender: Any, request: HttpRequest, user: User | None, **told: Any) -> None:
    if user is not None:
        record(AccessKind.SIGN_OUT, user, user)


@receiver(user_login_failed)
def keep_failure(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **told: Any) -> None:
    """A failed attempt at an account that there is; what else is typed there may be a password."""
    from accounts.models import User

    name = credentials.get("username") or ""
    if user := User.objects.filter(username=name).first():
        record_once(AccessKind.FAILED, user, None, address=_from(request))
