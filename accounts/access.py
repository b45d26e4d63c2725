"""What ends all sessions and tokens of an account: a changed password, factor or role, and its closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from ground.lifecycle.changelog import recorded

if TYPE_CHECKING:
    from accounts.models import User


def end_access(user: User, *, by: User | None) -> None:
    """End every session and token of `user`."""
    from accounts.models import AccessToken, User

    with recorded(by, action="user.end_access"):
        User.objects.filter(pk=user.pk).update(generation=F("generation") + 1)
        AccessToken.objects.usable().filter(user=user).update(revoked_at=timezone.now())
    user.refresh_from_db(fields=["generation"])
