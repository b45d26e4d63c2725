"""The keys that sign checkpoints (Ed25519): the first of CHECKPOINT_KEYS signs, what any of them signed is known.

Of those behind the first only the public half is kept: a key that was replaced signs nothing any more.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from riskcontrol.keyring import PUBLIC, Kept, Keys, keeps, public_half


def sign(document: bytes) -> tuple[str, str]:
    """(name of the key, signature as base64). Raises ImproperlyConfigured where the first key is a public half."""
    first = settings.CHECKPOINT_KEYS[0]
    if first.startswith(PUBLIC):
        raise ImproperlyConfigured("The first of CHECKPOINT_KEYS must be a whole key: it signs.")
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(first))
    return name_of(first), base64.b64encode(key.sign(document)).decode()


def is_known(name: str) -> bool:
    return name in _keys()


def is_signed(document: bytes, name: str, signature: str) -> bool:
    """Whether the key of that name has signed exactly this; False where the key is not at hand."""
    key = _keys().get(name)
    if key is None:
        return False
    try:
        key.verify(base64.b64decode(signature), document)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem(name: str) -> str:
    """What the auditor checks a signature with, without the register; empty where the key is not at hand."""
    key = _keys().get(name)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() if key else ""


def name_of(key: str) -> str:
    """The beginning of the digest of the public key."""
    return hashlib.sha256(_raw_public(key)).hexdigest()[:16]


def _keys() -> dict[str, Ed25519PublicKey]:
    """By their names, in the order of the setting."""
    return {name_of(key): Ed25519PublicKey.from_public_bytes(_raw_public(key)) for key in settings.CHECKPOINT_KEYS}


def _raw_public(key: str) -> bytes:
    return base64.b64decode(public_half(key).removeprefix(PUBLIC))


def _signed_by_others(at_hand: Keys) -> tuple[int, int]:
    """Whether the newest checkpoint is of a key that is not there, and how many were looked at."""
    from oversight.checkpoints.models import Checkpoint

    newest = Checkpoint.objects.order_by("-number").values_list("key", flat=True)[:1]
    names = {name_of(key) for key in at_hand}
    return sum(name not in names for name in newest), len(newest)


keeps(Kept("CHECKPOINT_KEYS", "checkpoints", _signed_by_others))
