"""What lies encrypted in the database by the secret of this installation, with a key of its own for each purpose."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher(purpose: bytes, keys: Sequence[str] = ()) -> MultiFernet:
    """Closes by the first key and opens by all; `rotate` closes anew by the first.

    purpose: what is kept, e.g. b"channels"; one purpose never opens what another has closed. keys: SECRET_KEY and
    SECRET_KEY_FALLBACKS where none are given.
    """
    return MultiFernet(
        [_key(purpose, secret) for secret in keys or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(purpose: bytes, secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(purpose + secret.encode()).digest()))
