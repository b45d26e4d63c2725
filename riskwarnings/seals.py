"""Who told a signal, sealed by MultiFernet: the first key seals, all keys open. No models.

New keys are put first in REPORTER_KEYS; `manage.py reseal_reporters` then seals all rows by the first one.
"""

from __future__ import annotations

import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "reseal", "seal", "unseal"]


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.REPORTER_KEYS])


def seal(identity: dict[str, str]) -> str:
    """identity: what is known of the person, e.g. name and contact."""
    return _keys().encrypt(json.dumps(identity, ensure_ascii=False).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Raises InvalidToken where none of the keys opens it."""
    found: dict[str, str] = json.loads(_keys().decrypt(sealed.encode()))
    return found


def reseal(sealed: str) -> str:
    """The same by the first key."""
    return _keys().rotate(sealed.encode()).decode()
