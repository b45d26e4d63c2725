"""The keys that sign checkpoints (Ed25519): the first of CHECKPOINT_KEYS signs, what any of them signed is known."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from riskcontrol.keyring import Kept, Keys, keeps


def sign(document: bytes) -> tuple[str, str]:
    """(name of the key, signature as base64)"""
    name, key = next(iter(_keys().items()))
    return name, base64.b64encode(key.sign(document)).decode()


def is_known(name: str) -> bool:
    return name in _keys()


def is_signed(document: bytes, name: str, signature: str) -> bool:
    """Whether the key of that name has signed exactly this; False where the key is not at hand."""
    key = _keys().get(name)
    if key is None:
        return False
    try:
        key.public_key().verify(base64.b64decode(signature), document)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem(name: str) -> str:
    """What the auditor checks a signature with, without the register; empty where the key is not at hand."""
    key = _keys().get(name)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() if key else ""


def name_of(key: Ed25519PrivateKey) -> str:
    """The beginning of the digest of the public key."""
    return hashlib.sha256(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _keys() -> dict[str, Ed25519PrivateKey]:
    """By their names, in the order of the setting."""
    keys = (_private(key) for key in settings.CHECKPOINT_KEYS)
    return {name_of(key): key for key in keys}


def _private(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(key))


def _signed_by_others(at_hand: Keys) -> tuple[int, int]:
    """Whether the newest checkpoint is of a key that is not there, and how many were looked at."""
    from oversight.checkpoints.models import Checkpoint

    newest = Checkpoint.objects.order_by("-number").values_list("key", flat=True)[:1]
    names = {name_of(_private(key)) for key in at_hand}
    return sum(name not in names for name in newest), len(newest)


keeps(Kept("CHECKPOINT_KEYS", "checkpoints", _signed_by_others))
