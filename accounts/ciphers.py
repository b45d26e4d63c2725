"""What lies encrypted in the database by the secret of this installation, with a key of its own for each purpose."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher(purpose: bytes) -> MultiFernet:
    """Closes by SECRET_KEY and opens by that and SECRET_KEY_FALLBACKS; `rotate` closes anew by the first.

    purpose: what is kept, e.g. b"channels"; one purpose never opens what another has closed.
    """
    return MultiFernet([_key(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(purpose: bytes, secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(purpose + secret.encode()).digest()))
