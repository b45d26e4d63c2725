"""The encrypted file of a backup: a readable first line, then pieces closed by AES-256-GCM.

Each piece is bound to its place, the last one to being the last, and all to the first line: a file that was cut,
reordered or put together of two does not open. The key is scrypt's of a passphrase, with the salt of the first line.
"""

from __future__ import annotations

import base64
import json
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = "riskcontrol backup 1"
PIECE = 1 << 20  # bytes of a piece before it is closed
TAG = 16
LONGEST_HEAD = 64 << 10


class Unopenable(Exception):
    """The file is no backup, was changed, or is closed by another passphrase."""


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def close(source: IO[bytes], target: IO[bytes], passphrase: str, facts: dict[str, Any]) -> None:
    """Write `source` encrypted to `target`. facts: what everybody may read in the first line."""
    salt = os.urandom(16)
    head = json.dumps({"magic": MAGIC, "salt": base64.b64encode(salt).decode(), **facts}, ensure_ascii=False).encode()
    key, number, piece = _key(passphrase, salt), 0, source.read(PIECE)
    target.write(head + b"\n")
    while True:
        following = source.read(PIECE) if len(piece) == PIECE else b""
        target.write(key.encrypt(_nonce(number, is_last=not following), piece, head))
        if not following:
            return
        number, piece = number + 1, following


def facts_of(source: IO[bytes]) -> dict[str, Any]:
    """The first line. Raises Unopenable."""
    return _read_head(source)[1]


def _read_head(source: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    head = source.readline(LONGEST_HEAD).rstrip(b"\n")
    try:
        facts = json.loads(head)
    except ValueError as error:
        raise Unopenable("This is no backup of the register.") from error
    if not isinstance(facts, dict) or facts.get("magic") != MAGIC:
        raise Unopenable("This is no backup of the register, or one of another version.")
    return head, facts


def open_into(source: IO[bytes], target: IO[bytes], passphrase: str) -> dict[str, Any]:
    """Decrypt `source` to `target`; returns the first line. Raises Unopenable."""
    head, facts = _read_head(source)
    key, number = _key(passphrase, base64.b64decode(facts["salt"])), 0
    piece = source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            target.write(key.decrypt(_nonce(number, is_last=not following), piece, head))
        except InvalidTag as error:
            raise Unopenable(
                "The backup does not open: it was changed or cut short, or the passphrase is another."
            ) from error
        if not following:
            return facts
        number, piece = number + 1, following
