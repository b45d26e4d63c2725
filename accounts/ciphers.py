"""What lies encrypted in the database by the secret of this installation, with a key of its own for each purpose."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def cipher(purpose: bytes) -> Fernet:
    """purpose: what is kept, e.g. b"channels"; one purpose never opens what another has closed."""
    key = hashlib.sha256(purpose + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
