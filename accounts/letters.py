"""A printed letter by which a person without e-mail chooses a password.

Where two people changed the account, each prints one part and hands it over: neither ever holds the whole. The text
of a part is shown once, at printing; only its digest is kept. The letter opens once, and that is recorded.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.change_notices import tell_of_letter
from ground.lifecycle.changelog import recorded, tracked
from ground.lifecycle.machine import NotAllowed

if TYPE_CHECKING:
    from accounts.models import User

LASTS = timedelta(days=14)
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without what is taken for one another on paper
GROUPS, GROUP = 4, 4  # a part has 80 random bits
PRINTED = _("This part was printed already. Propose a new password, so that new letters are made.")
NOT_YOURS = _("This letter is printed by those who made it.")
WRONG = _("The letter does not open: a code is wrong, or it was opened before, replaced or is too old.")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


class LetterQuerySet(models.QuerySet["Letter"]):
    def printed_by(self, user: User) -> LetterQuerySet:
        """Letters of which this person prints a part."""
        return self.filter(Q(first_by=user) | Q(second_by=user))

    def unopened(self) -> LetterQuerySet:
        return self.filter(opened_at=None, expires_at__gt=Now())

    def to_print(self, user: User) -> LetterQuerySet:
        """Letters of which this person's part was not printed yet."""
        first = Q(first_by=user, first_printed_at=None)
        return self.unopened().filter(first | Q(second_by=user, second_printed_at=None))


@tracked(exclude=("first_digest", "second_digest"), named_by=("user",))
class Letter(models.Model):
    """A letter that lets `user` choose a password; of two parts where `second_by` is somebody."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="letters", verbose_name=_("account"))
    first_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("first part by"))
    second_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("second part by")
    )
    first_digest = models.CharField(max_length=64, blank=True, editable=False)
    second_digest = models.CharField(max_length=64, blank=True, editable=False)
    first_printed_at = models.DateTimeField(_("first part printed"), null=True)
    second_printed_at = models.DateTimeField(_("second part printed"), null=True)
    made_at = models.DateTimeField(_("created on"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    opened_at = models.DateTimeField(_("opened on"), null=True)
    opened_from = models.GenericIPAddressField(_("opened from"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.user)

    def print_part(self, *, by: User) -> str:
        """The code of the part that `by` prints, told only now. Raises NotAllowed."""
        part = "first" if by.pk == self.first_by_id else "second"
        if by.pk not in (self.first_by_id, self.second_by_id):
            raise NotAllowed(NOT_YOURS)
        code = "-".join("".join(secrets.choice(ALPHABET) for _n in range(GROUP)) for _m in range(GROUPS))
        with recorded(by, action="letter.print"):
            unprinted = Letter.objects.unopened().filter(pk=self.pk, **{f"{part}_printed_at": None})
            columns = {f"{part}_printed_at": timezone.now(), f"{part}_digest": _digest(_plain(code))}
            if not unprinted.update(**columns):
                raise NotAllowed(PRINTED)
        self.refresh_from_db()
        return code

    def opens_with(self, first: str, second: str) -> bool:
        wanted = [self.first_digest] if self.second_by_id is None else [self.first_digest, self.second_digest]
        given = [_digest(_plain(first)), _digest(_plain(second))]
        return all(
            kept and hmac.compare_digest(kept, told) for kept, told in zip(wanted, given[: len(wanted)], strict=True)
        )


def write_letter(user: User, *, first_by: User, second_by: User | None) -> Letter:
    """A new letter for `user`; those of before no longer open."""
    now = timezone.now()
    Letter.objects.unopened().filter(user=user).update(expires_at=now)
    return Letter.objects.create(user=user, first_by=first_by, second_by=second_by, expires_at=now + LASTS)


def open_letter(username: str, first: str, second: str, *, address: Any) -> User:
    """The person whose letter opens with these codes; it never does again. Raises NotAllowed.

    address: from where it is opened, kept beside the time.
    """
    with transaction.atomic():
        rows = Letter.objects.unopened().select_for_update(of=("self",)).select_related("user")
        letter = rows.filter(user__username=username.strip(), user__is_active=True).first()
        if letter is None or not letter.opens_with(first, second):
            raise NotAllowed(WRONG)
        letter.opened_at, letter.opened_from = timezone.now(), address
        with recorded(letter.user, action="letter.open"):
            letter.save(update_fields=["opened_at", "opened_from"])
            tell_of_letter(letter)
    return letter.user
