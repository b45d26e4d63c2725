"""What still lies under REPORTER_KEYS: identities that were sealed up to 0.1.0 (riskcontrol/keyring.py)."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from riskcontrol.keyring import Kept, Keys, keeps
from riskwarnings.models import Reporter
from riskwarnings.seals import PREFIX

LOOKED_AT = 50


def _cipher(keys: Keys) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _closed(keys: Keys) -> tuple[int, int]:
    by, closed = _cipher(keys), 0
    newest = list(Reporter.objects.exclude(sealed__startswith=PREFIX).order_by("-pk")[:LOOKED_AT])
    for row in newest:
        try:
            by.decrypt(row.sealed.encode())
        except InvalidToken:
            closed += 1
    return closed, len(newest)


def _renew(keys: Keys) -> int:
    by, count = _cipher(keys), 0
    for row in Reporter.objects.exclude(sealed__startswith=PREFIX).select_for_update():
        row.sealed = by.rotate(row.sealed.encode()).decode()
        row.save(update_fields=["sealed"])
        count += 1
    return count


keeps(Kept("REPORTER_KEYS", "reporters of before", _closed, _renew, refuses=False))
