"""Sealing who told a signal to the people who may look, and opening it with a passphrase."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from riskcontrol.caches import COUNT
from riskwarnings import seals
from riskwarnings.models import Reporter, SealedCopy, SealingKey, Signal
from riskwarnings.notices import notify_of_sealing_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from django.db.models import QuerySet

    from accounts.models import User

MOST_AUDITORS = 3  # between each two of them a data key is shared
TRIES, TRIES_WITHIN = 10, 3600  # wrong passphrases of an account, in seconds

NO_KEY = _("You have no sealing key yet. Make one under “My sealing key”.")
WRONG = _("This passphrase does not open your key.")
TOO_OFTEN = _("Too many wrong passphrases. Try again in an hour.")
NOBODY = _("Nobody who may look has a sealing key yet, so who tells it cannot be kept. Leave it out.")
NOT_SEALED_TO_YOU = _("This was not sealed to your key. Ask two auditors for their shares.")
NOT_RESEALED = _("This still lies under a key of the server. The operator has to run “manage.py reseal_reporters”.")
NO_INSPECTOR = _("“%(person)s” has no sealing key, or is no discipline inspection officer for this unit.")
NO_SHARE = _("You hold no share of this.")


def make_sealing_key(user: User, passphrase: str, old: str = "") -> SealingKey:
    """A key for `user`, in place of the one in use; with the old passphrase the same key under the new one.

    Raises NotAllowed where the old passphrase is wrong.
    """
    with transaction.atomic(), recorded(user, action="sealingkey.create"):
        key = SealingKey.objects.of(user)
        if key and old:
            key.wrapped = seals.wrap_key(open_key_of(user, old)[1], passphrase)
            key.save(update_fields=["wrapped"])
            notify_of_sealing_key(user)
            return key
        SealingKey.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())
        private, public = seals.make_key()
        key = SealingKey.objects.create(user=user, public=public, wrapped=seals.wrap_key(private, passphrase))
        notify_of_sealing_key(user)
        return key


def open_key_of(user: User, passphrase: str) -> tuple[SealingKey, X25519PrivateKey]:
    """Raises NotAllowed without a key, with a wrong passphrase, and after too many wrong ones."""
    key = SealingKey.objects.of(user)
    if key is None:
        raise NotAllowed(NO_KEY)
    counted = f"{COUNT}passphrase-{key.pk}"
    if cache.get(counted, 0) >= TRIES:
        raise NotAllowed(TOO_OFTEN)
    try:
        return key, seals.unwrap_key(key.wrapped, passphrase)
    except seals.WrongPassphrase as error:
        cache.add(counted, 0, TRIES_WITHIN)
        cache.incr(counted)
        raise NotAllowed(WRONG) from error


def _keys_of(role: Role, path: str) -> QuerySet[SealingKey]:
    """The keys in use of those who hold the role at the unit with this path or above it."""
    held = RoleGrant.objects.in_force().over(path).filter(role=role).order_by()
    return SealingKey.objects.in_use().filter(user__in=held.values("user")).order_by("pk")


def inspectors_keys(signal: Signal) -> QuerySet[SealingKey]:
    """The keys of the inspectors who may come to handle the signal; never of whom it is about."""
    keys = _keys_of(Role.INSPECTOR, signal.unit.path)
    return keys.exclude(user__official=signal.official_id) if signal.official_id else keys


def can_be_sealed(signal: Signal) -> bool:
    """Whether there is somebody who could ever open it: an inspector, or two auditors."""
    return inspectors_keys(signal).exists() or _keys_of(Role.AUDITOR, signal.unit.path).count() >= 2


def seal_reporter(signal: Signal, identity: dict[str, str]) -> Reporter | None:
    """Keep who told the signal, for those who have a key; None where nobody has one and so nothing is kept."""
    if not can_be_sealed(signal):
        return None
    sealed, data_key = seals.close(identity)
    reporter = Reporter.objects.create(signal=signal, sealed=sealed)
    _copy(reporter, data_key)
    return reporter


def reseal_reporter(reporter: Reporter, identity: dict[str, str]) -> bool:
    """The same for a row that the server's keys opened; False where nobody has a key yet."""
    if not can_be_sealed(reporter.signal):
        return False
    reporter.sealed, data_key = seals.close(identity)
    reporter.save(update_fields=["sealed"])
    _copy(reporter, data_key)
    return True


def _copy(reporter: Reporter, data_key: bytes) -> None:
    signal = reporter.signal
    rows = [_sealed(reporter, key, data_key) for key in inspectors_keys(signal)]
    auditors = _keys_of(Role.AUDITOR, signal.unit.path)[:MOST_AUDITORS]
    for one, other in combinations(auditors, 2):
        shares, pair = seals.split(data_key), f"{one.pk}-{other.pk}"
        rows += [_sealed(reporter, key, shares[n], pair, n + 1) for n, key in enumerate((one, other))]
    SealedCopy.objects.bulk_create(rows)


def _sealed(reporter: Reporter, key: SealingKey, secret: bytes, pair: str = "", share: int = 0) -> SealedCopy:
    sealed = seals.seal_to(key.public, secret, f"{reporter.pk}/{pair}/{share}")
    return SealedCopy(reporter=reporter, key=key, pair=pair, share=share, sealed=sealed)


def _opened(copy: SealedCopy, private: X25519PrivateKey) -> bytes:
    return seals.open_by(private, copy.sealed, f"{copy.reporter_id}/{copy.pair}/{copy.share}")


def _whole(copies: Iterable[SealedCopy]) -> tuple[SealedCopy, ...]:
    """The copies that together give the data key, a whole one or both shares of a pair; () where there are none."""
    shares: dict[str, list[SealedCopy]] = {}
    for copy in copies:
        if not copy.share:
            return (copy,)
        shares.setdefault(copy.pair, []).append(copy)
    return next((tuple(found) for found in shares.values() if len(found) == 2), ())


def opens_for(reporter: Reporter, user: User) -> bool:
    """Whether the person's key opens it."""
    key = SealingKey.objects.of(user)
    return key is not None and bool(_whole(reporter.copies.filter(key=key)))


def _data_key(reporter: Reporter, user: User, passphrase: str) -> bytes:
    if not reporter.sealed.startswith(seals.PREFIX):
        raise NotAllowed(NOT_RESEALED)
    key, private = open_key_of(user, passphrase)
    found = _whole(reporter.copies.filter(key=key))
    if not found:
        raise NotAllowed(NOT_SEALED_TO_YOU)
    parts = [_opened(copy, private) for copy in found]
    return parts[0] if len(parts) == 1 else seals.join(*parts)


def disclose(reporter: Reporter, user: User, passphrase: str) -> dict[str, str]:
    """Who it was. Raises NotAllowed; whether the person may look the caller has asked."""
    return seals.disclose(reporter.sealed, _data_key(reporter, user, passphrase))


def share_with(reporter: Reporter, colleague: User, *, by: User, passphrase: str) -> None:
    """Seal it to a colleague's key as well, so that it can be handed on. Raises NotAllowed."""
    key = inspectors_keys(reporter.signal).filter(user=colleague).first()
    if key is None:
        raise NotAllowed(NO_INSPECTOR % {"person": colleague})
    copy = _sealed(reporter, key, _data_key(reporter, by, passphrase))
    SealedCopy.objects.bulk_create([copy], ignore_conflicts=True)


def give_shares(reporter: Reporter, to: User, *, by: User, passphrase: str) -> None:
    """An auditor's shares, sealed to the handler; two auditors' together open it, for the handler alone."""
    receiver = SealingKey.objects.of(to)
    own, private = open_key_of(by, passphrase)
    held = list(reporter.copies.filter(key=own).exclude(share=0))
    if receiver is None or not held:
        raise NotAllowed(NO_SHARE)
    rows = [_sealed(reporter, receiver, _opened(copy, private), copy.pair, copy.share) for copy in held]
    SealedCopy.objects.bulk_create(rows, ignore_conflicts=True)
