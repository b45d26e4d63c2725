"""The keys of this installation: each ring by its name, what it protects, where it lies, and how it gets a new key.

A ring is named after its setting and holds its keys newest first: the first closes and signs, all of them open. A
ring that no environment variable names lies in a file beside the data, a key a line, made at the first start.
`manage.py keys` shows the rings and rotates them. Apps say what they keep closed by a ring (`keeps`). Processes that
live when a file gets new keys take them over (keyring_watch.py).
"""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from riskcontrol.environment import env

PUBLIC = "public:"
Keys = Sequence[str]


def public_half(key: str) -> str:
    """What checks signatures of an Ed25519 key and makes none: `public:` and 32 bytes as base64."""
    if key.startswith(PUBLIC):
        return key
    public = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key)).public_key()
    return PUBLIC + base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@dataclass(frozen=True)
class Ring:
    """name: of the setting. protects: for the operator.

    make: a new key; none where the ring is made anew at each start and kept nowhere. half: what of a key is left once
    a newer one stands before it, for a ring that signs; the same for what is such a half already.
    """

    name: str
    protects: str
    make: Callable[[], str] | None
    half: Callable[[str], str] | None = None

    @property
    def file_name(self) -> str:
        return self.name.lower()

    def behind(self, key: str) -> str:
        """What is kept of a key behind the first."""
        return self.half(key) if self.half else key

    def settled(self, keys: Keys) -> list[str]:
        """The keys as they are kept: the first whole."""
        return [*keys[:1], *(self.behind(key) for key in keys[1:])]


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
            half=public_half,
        ),
        Ring("ADDRESS_SECRET", "what is counted by address, until midnight", None),
    )
}


def read(name: str, var: Path) -> list[str]:
    """The keys of a ring as settings have them, newest first: of the environment, or of the file beside the data."""
    if name != "SECRET_KEY":
        return env.list(name, default=[]) or kept(name, var)
    keys = [env.str(name, "")] if env.str(name, "") else kept(name, var)
    return keys and [*keys, *env.list(f"{name}_FALLBACKS", default=[])]


def kept(name: str, var: Path) -> list[str]:
    """The keys of a ring in its file beside the data, which is made where there is none.

    Whole keys that an earlier version left behind the first are replaced by their halves, where the file may be
    written.
    """
    ring, file = RINGS[name], var / RINGS[name].file_name
    if not file.exists() and ring.make:
        var.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of this start was quicker
            return file.read_text().split()
        with os.fdopen(descriptor, "w") as stream:
            stream.write(ring.make())
    keys = file.read_text().split()
    # A key that cannot be read is told where it is used, not here.
    with suppress(OSError, ValueError):
        if keys != ring.settled(keys):
            with changing(var):
                keys = ring.settled(file.read_text().split())
                keep(name, keys, var)
    return keys


@contextmanager
def changing(var: Path) -> Iterator[None]:
    """Rings are read and written again by one process at a time: two would lose the key of one."""
    folder = os.open(var, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def keep(name: str, keys: Keys, var: Path) -> None:
    """Put the file of a ring in place of the one of before, whole or not at all; who may read it stays."""
    file = var / RINGS[name].file_name
    before = file.stat()
    descriptor, new = tempfile.mkstemp(prefix=f".{file.name}.", dir=var)  # 0600
    try:
        with os.fdopen(descriptor, "w") as stream:
            os.fchown(stream.fileno(), before.st_uid, before.st_gid)
            stream.write("\n".join(keys))
            stream.flush()
            os.fsync(stream.fileno())
        Path(new).replace(file)
    finally:
        Path(new).unlink(missing_ok=True)
    # The name, too: after a power cut the new key must not be missing while something is closed by it.
    folder = os.open(var, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


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
