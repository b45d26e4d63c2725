"""What accounts keep closed by SECRET_KEY: second factors and channels (riskcontrol/keyring.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken, MultiFernet
from django.db.models import QuerySet

from accounts.allauth_adapters import SecondFactorAdapter
from accounts.channels import PURPOSE as CHANNELS
from accounts.channels import Channel
from accounts.ciphers import cipher
from riskcontrol.keyring import Kept, Keys, keeps

# What of the data of a second factor is encrypted.
SEALED_PARTS = ("secret", "seed")
LOOKED_AT = 50  # newest rows of a kind


def factors(rows: QuerySet[Authenticator]) -> Iterator[tuple[Authenticator, str]]:
    """Second factors, newest first, with the name of each part that is encrypted."""
    for row in rows.order_by("-pk").iterator():
        for part in SEALED_PARTS:
            if row.data.get(part):
                yield row, part


def count_closed(by: MultiFernet, texts: Iterable[str]) -> tuple[int, int]:
    """How many of these do not open, and how many there are."""
    tried = [_opens(by, text) for text in texts]
    return tried.count(False), len(tried)


def _opens(by: MultiFernet, sealed: str) -> bool:
    try:
        by.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _closed_factors(keys: Keys) -> tuple[int, int]:
    newest = zip(factors(Authenticator.objects.all()), range(LOOKED_AT), strict=False)
    return count_closed(cipher(SecondFactorAdapter.PURPOSE, keys), (row.data[part] for (row, part), _n in newest))


def _renew_factors(keys: Keys) -> int:
    by, count = cipher(SecondFactorAdapter.PURPOSE, keys), 0
    # Locked: a recovery code that is used meanwhile must not become good again.
    for row, part in factors(Authenticator.objects.select_for_update()):
        row.data[part] = by.rotate(row.data[part].encode()).decode()
        row.save(update_fields=["data"])
        count += 1
    return count


def _closed_channels(keys: Keys) -> tuple[int, int]:
    newest = Channel.objects.order_by("-pk").values_list("sealed", flat=True)[:LOOKED_AT]
    return count_closed(cipher(CHANNELS, keys), newest)


def _renew_channels(keys: Keys) -> int:
    by, count = cipher(CHANNELS, keys), 0
    for channel in Channel.objects.select_for_update():
        channel.sealed = by.rotate(channel.sealed.encode()).decode()
        channel.save(update_fields=["sealed"])
        count += 1
    return count


keeps(
    Kept("SECRET_KEY", "second factors", _closed_factors, _renew_factors),
    Kept("SECRET_KEY", "channels", _closed_channels, _renew_channels),
)
