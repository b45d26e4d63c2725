"""A person chooses their own password: by a link sent to them, or by a printed letter where no mail reaches them.

Nobody else sees the link. The old password ends, and with it every session and token.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import end_access
from accounts.letters import Letter, write_letter
from accounts.mails import mail
from accounts.refusals import TWO_NEEDED
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed

if TYPE_CHECKING:
    from accounts.models import User


def invite(user: User, *, by: User) -> Letter | None:
    """Let `user`, who never came in yet, choose a first password; the letter to print where no mail went.

    Raises NotAllowed for an account whose sign-in two people change (accounts/proposals.py).
    """
    if user.needs_two():
        raise NotAllowed(TWO_NEEDED)
    with transaction.atomic(), recorded(by, action="user.invite"):
        return give_credential(user, by=by, second=None)


def give_credential(user: User, *, by: User, second: User | None) -> Letter | None:
    """Send `user` the link to choose a password, or make the letter of which `by` and `second` print the parts."""
    user.set_unusable_password()
    user.must_change_password, user.invited_at = True, timezone.now()
    user.save(update_fields=["password", "must_change_password", "invited_at"])
    end_access(user, by=by)
    if user.email and settings.EMAIL_URL and _sent(user):
        Letter.objects.unopened().filter(user=user).update(expires_at=timezone.now())
        return None
    return write_letter(user, first_by=by, second_by=second)


def password_path(user: User) -> str:
    """The address at which `user` chooses a password, once and within three days."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def has_come_by_one_alone(user: User) -> bool:
    """Whether one person could have come in as `user`: nobody did yet, or a letter of one part was the way."""
    newest = user.letters.first()
    return not user.has_credential or (newest is not None and newest.second_by_id is None)


def tell_old_address(user: User, address: str) -> None:
    """Once all is written, say at the e-mail address of before that it is not that of the account any more."""
    if address and settings.EMAIL_URL:
        transaction.on_commit(partial(mail, "address_changed", {"user": user}, address), robust=True)


def mail_new_password(user: User) -> bool:
    """Send `user` the link to choose another password; whether the server for mail took it."""
    return mail("password_reset_key", {"user": user, "link": _link(user)}, user.email)


def _sent(user: User) -> bool:
    return mail("invitation", {"user": user, "link": _link(user)}, user.email)


def _link(user: User) -> str:
    """Where the register stands, not at the host that a request claims."""
    return f"{settings.SITE_URL.rstrip('/')}{password_path(user)}"
