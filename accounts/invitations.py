"""A new account gets its first password from its person: by a link that works once, within three days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ground.lifecycle.changelog import recorded

if TYPE_CHECKING:
    from accounts.models import User


def invite(user: User, *, by: User, request: Any) -> tuple[str, bool]:
    """(the link by which `user` chooses a password, whether it was sent to them by mail).

    The password of before no longer works.
    """
    with recorded(by, action="user.invite"):
        user.set_unusable_password()
        user.must_change_password, user.invited_at = True, timezone.now()
        user.save(update_fields=["password", "must_change_password", "invited_at"])
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    link = request.build_absolute_uri(path)
    sent = bool(user.email and settings.EMAIL_URL)
    if sent:
        get_adapter(request).send_mail("account/email/invitation", user.email, {"user": user, "link": link})
    return link, sent
