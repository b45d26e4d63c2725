"""The secrets around a backup: its passphrase, and which keys of the register it needs."""

from __future__ import annotations

import getpass
import sys

from django.conf import settings
from django.core.management.base import CommandError

from riskcontrol.backups.contents import fingerprint
from riskcontrol.environment import env
from riskcontrol.keyring import RINGS, at_hand

SHORTEST = 12


def passphrase() -> str:
    """Of the environment, or asked for. Raises CommandError for none, or one that is too short."""
    found = env.str("BACKUP_PASSPHRASE", "")
    if not found and sys.stdin.isatty():
        found = getpass.getpass("Passphrase of the backup: ")
    if len(found) < SHORTEST:
        raise CommandError(f"Set BACKUP_PASSPHRASE to a passphrase of at least {SHORTEST} characters.")
    return found


def keys_at_hand() -> dict[str, list[str]]:
    """The fingerprints of the keys of this installation, by the names of their settings.

    A key has the same once it is kept by its half.
    """
    return {
        name: [fingerprint(ring.behind(key)) for key in at_hand(name, settings)]
        for name, ring in RINGS.items()
        if ring.make
    }
