"""The keys of this installation: each ring by its name, what it protects, where it lies, and how it gets a new key.

A ring is named after its setting and holds its keys newest first: the first closes and signs, all of them open. A
ring that no environment variable names lies in a file beside the data, a key a line, made at the first start.
`manage.py keys` shows the rings and rotates them. Apps say what they keep closed by a ring (`keeps`).
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

Keys = Sequence[str]


@dataclass(frozen=True)
class Ring:
    """name: of the setting. protects, stays: for the operator; stays: why keys of before are never dropped.

    make: a new key; none where the ring is made anew at each start and kept nowhere.
    """

    name: str
    protects: str
    make: Callable[[], str] | None
    stays: str = ""

    @property
    def file_name(self) -> str:
        return self.name.lower()


RINGS = {
    ring.name: ring
    for ring in (
        Ring(
            "SECRET_KEY",
            "sessions and links of the sign-in, second factors, addresses of channels",
            lambda: secrets.token_urlsafe(48),
        ),
        # Needed until `manage.py reseal_reporters` has run, and by nothing else.
        Ring("REPORTER_KEYS", "who told a signal up to 0.1.0", lambda: Fernet.generate_key().decode()),
        Ring(
            "CHECKPOINT_KEYS",
            "checkpoints of the change log (Ed25519)",
            lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
            stays="checkpoints that they signed are known by them",
        ),
        Ring("ADDRESS_SECRET", "what is counted by address, until midnight", None),
    )
}


def kept(name: str, var: Path) -> list[str]:
    """The keys of a ring in its file beside the data, which is made where there is none."""
    ring, file = RINGS[name], var / RINGS[name].file_name
    if not file.exists() and ring.make:
        var.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of this start was quicker
            return file.read_text().split()
        with os.fdopen(descriptor, "w") as stream:
            stream.write(ring.make())
    return file.read_text().split()


def keep(name: str, keys: Keys, var: Path) -> None:
    """Put the file of a ring in place of the one of before, whole or not at all; who may read it stays."""
    file = var / RINGS[name].file_name
    new, before = file.with_name(f".{file.name}.new"), file.stat()
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        os.fchown(stream.fileno(), before.st_uid, before.st_gid)
        stream.write("\n".join(keys))
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)


@dataclass(frozen=True)
class Kept:
    """What lies in the database by the keys of a ring.

    closed: how many of the newest rows none of these keys opens, and how many were looked at. renew: close everything
    anew by the first of these keys and return how many; raises InvalidToken where one opens with none of them. None
    where nothing is closed anew, as signatures are. refuses: whether a start without the key is refused; where it is
    only warned of, the register goes on without what is closed.
    """

    ring: str
    kind: str
    closed: Callable[[Keys], tuple[int, int]]
    renew: Callable[[Keys], int] | None = None
    refuses: bool = True


KEPT: list[Kept] = []


def keeps(*found: Kept) -> None:
    """Let an app say what it keeps by a ring."""
    KEPT.extend(found)


def at_hand(name: str, settings: Any) -> list[str]:
    """The keys of a ring as this process has them, newest first."""
    found = getattr(settings, name)
    if name == "SECRET_KEY":
        return [found, *settings.SECRET_KEY_FALLBACKS]
    return [found] if isinstance(found, str) else list(found)
