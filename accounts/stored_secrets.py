"""The secrets that lie encrypted in the database: whether the keys at hand open them, and how they get a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, transaction

from accounts.allauth_adapters import SecondFactorAdapter
from accounts.channels import PURPOSE as CHANNELS
from accounts.channels import Channel
from accounts.ciphers import cipher

# What of the data of a second factor is encrypted.
SEALED_PARTS = ("secret", "seed")
LOOKED_AT = 50  # newest rows of a kind


def factors() -> Iterator[tuple[Authenticator, str]]:
    """Second factors, newest first, with the name of each part that is encrypted."""
    for row in Authenticator.objects.order_by("-pk").iterator():
        for part in SEALED_PARTS:
            if row.data.get(part):
                yield row, part


@register(Tags.database)
def secrets_open(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Refuse to start where a stored secret does not open: a new key in its place would lose them."""
    if not databases:
        return []
    found: list[CheckMessage] = []
    try:
        with transaction.atomic():
            tried = {
                "second factors": [
                    (SecondFactorAdapter.PURPOSE, row.data[part])
                    for (row, part), _n in zip(factors(), range(LOOKED_AT), strict=False)
                ],
                "channels": [
                    (CHANNELS, sealed)
                    for sealed in Channel.objects.order_by("-pk").values_list("sealed", flat=True)[:LOOKED_AT]
                ],
            }
    except DatabaseError:  # before the tables are made
        return []
    for name, rows in tried.items():
        if closed := sum(not _opens(*row) for row in rows):
            found.append(
                Error(
                    f"{closed} of the {len(rows)} newest stored {name} do not open with SECRET_KEY and "
                    "SECRET_KEY_FALLBACKS. Nothing was changed.",
                    hint="The database came without the key that closed them, or the key was replaced. Put the key "
                    "of before back (SECRET_KEY, or the file secret_key beside the data), or name it in "
                    "SECRET_KEY_FALLBACKS.",
                    id="riskcontrol.E005",
                )
            )
    return found


def _opens(purpose: bytes, sealed: str) -> bool:
    try:
        cipher(purpose).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def rotate() -> dict[str, int]:
    """Close all stored secrets anew by SECRET_KEY; returns how many of each kind.

    Raises InvalidToken where one opens with none of the keys; then nothing is changed.
    """
    counts = {"second factors": 0, "channels": 0}
    with transaction.atomic():
        for row, part in factors():
            row.data[part] = cipher(SecondFactorAdapter.PURPOSE).rotate(row.data[part].encode()).decode()
            row.save(update_fields=["data"])
            counts["second factors"] += 1
        for channel in Channel.objects.select_for_update():
            channel.sealed = cipher(CHANNELS).rotate(channel.sealed.encode()).decode()
            channel.save(update_fields=["sealed"])
            counts["channels"] += 1
    return counts
