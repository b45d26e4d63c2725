"""Who told a signal, sealed so that only people open it: keys, shares, envelopes. No models, no secret of the server.

A person has an X25519 key; its private half lies wrapped by a key that scrypt makes of their passphrase. An identity
is encrypted by a key of its own (the data key), which is sealed (HPKE, RFC 9180) to the keys of the people who may
look, and in two shares, neither of which says anything alone, to two auditors. See
docs/decisions/0012-sealed-reporters.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
PREFIX = "2."  # of what people's keys open; what the server's keys opened, up to 0.1.0, has none
BLOCK = 512  # an identity is filled up to it: its length tells no name


class WrongPassphrase(Exception):
    """The passphrase does not open the key."""


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def _stretched(passphrase: str, salt: bytes, cost: int) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(passphrase.encode()))


def make_key() -> tuple[X25519PrivateKey, str]:
    """A new key, and the text of its public half."""
    private = X25519PrivateKey.generate()
    return private, _text(private.public_key().public_bytes_raw())


def wrap_key(private: X25519PrivateKey, passphrase: str) -> str:
    """The private half as it is kept; the cost of scrypt stands in it, so that it can be raised."""
    salt, nonce, cost = os.urandom(16), os.urandom(12), settings.SEALING_COST
    closed = _stretched(passphrase, salt, cost).encrypt(nonce, private.private_bytes_raw(), b"key")
    return f"{cost}.{_text(salt + nonce + closed)}"


def unwrap_key(wrapped: str, passphrase: str) -> X25519PrivateKey:
    """Raises WrongPassphrase."""
    cost, _dot, rest = wrapped.partition(".")
    raw = _bytes(rest)
    try:
        opened = _stretched(passphrase, raw[:16], int(cost)).decrypt(raw[16:28], raw[28:], b"key")
    except InvalidTag as error:
        raise WrongPassphrase from error
    return X25519PrivateKey.from_private_bytes(opened)


def close(identity: dict[str, str]) -> tuple[str, bytes]:
    """What is kept of an identity (e.g. name and contact), and the data key that opens it."""
    plain = json.dumps(identity, ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % BLOCK)
    data_key, nonce = ChaCha20Poly1305.generate_key(), os.urandom(12)
    return PREFIX + _text(nonce + ChaCha20Poly1305(data_key).encrypt(nonce, plain, b"reporter")), data_key


def disclose(sealed: str, data_key: bytes) -> dict[str, str]:
    raw = _bytes(sealed.removeprefix(PREFIX))
    found: dict[str, str] = json.loads(ChaCha20Poly1305(data_key).decrypt(raw[:12], raw[12:], b"reporter"))
    return found


def seal_to(public: str, secret: bytes, about: str) -> str:
    """Seal `secret` to the holder of a public key. about: what it belongs to; it opens for nothing else."""
    return _text(SUITE.encrypt(secret, X25519PublicKey.from_public_bytes(_bytes(public)), about.encode()))


def open_by(private: X25519PrivateKey, sealed: str, about: str) -> bytes:
    return bytes(SUITE.decrypt(_bytes(sealed), private, about.encode()))


def split(secret: bytes) -> tuple[bytes, bytes]:
    """Two shares; each alone is chance."""
    one = os.urandom(len(secret))
    return one, join(one, secret)


def join(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def secret_of_reports(private: X25519PrivateKey) -> bytes:
    """What an observer's own reports are found by; it follows from their key and does not lead back to it."""
    return hmac.digest(private.private_bytes_raw(), b"reports", hashlib.sha256)


def tag_of_report(secret: bytes, n: int) -> str:
    """The mark on the n-th report of an observer; without the secret no two marks belong together."""
    return hmac.new(secret, n.to_bytes(4), hashlib.sha256).hexdigest()[:60]


def open_by_server(sealed: str) -> dict[str, str]:
    """What the server's keys sealed, up to 0.1.0. Raises InvalidToken where none of them opens it."""
    keys = MultiFernet([Fernet(key) for key in settings.REPORTER_KEYS])
    found: dict[str, str] = json.loads(keys.decrypt(sealed.encode()))
    return found
