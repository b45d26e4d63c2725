"""Where the embedded servers keep their data, and as whom they run.

PostgreSQL refuses to run as root. Started by root, the servers therefore run as the system user
`riskcontrol`, whose data lies below `var/` where that user can reach it, and otherwise in a folder of its
own below /var/lib: a closed home is never opened for it.
"""

import grp
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from riskcontrol.embedded import programs
from riskcontrol.environment import BASE, env

VAR = Path(env.str("RISKCONTROL_VAR", str(BASE / "var")))
SYSTEM_USER = "riskcontrol"
SYSTEM_HOME = Path("/var/lib/riskcontrol")
SOCKET_PATH_LIMIT = 100  # sun_path holds 108 bytes, and PostgreSQL adds its own name


class CannotStart(RuntimeError):
    """The servers cannot be had here; the message is for whoever started them and says what to do."""


@dataclass(frozen=True)
class Place:
    """The folders of one pair of servers. `account` is None where they run as the caller."""

    home: Path
    account: pwd.struct_passwd | None

    @classmethod
    def below(cls, var: Path) -> "Place":
        """The place of the data folder `var`. Raises CannotStart where the data there is somebody else's."""
        inside = var.absolute() / "servers"
        account = _system_account() if os.geteuid() == 0 else None
        _refuse_data_of_another(inside, account)
        if not account:
            return cls(inside, None)
        outside = SYSTEM_HOME / hashlib.sha256(os.fsencode(var.absolute())).hexdigest()[:12]
        # Data that is there stays in use, also where the folder above was opened after the first start.
        if _is_reachable(var, account.pw_uid) and (_holds_data(inside) or not _holds_data(outside)):
            return cls(inside, account)
        if _holds_data(inside) and not _holds_data(outside):
            raise CannotStart(
                f"The data lies in {inside}, which the user “{SYSTEM_USER}”, as whom the servers run, cannot reach"
                " any more: a folder above was closed.\n"
                f"Let it pass again (chmod o+x on each folder above), or move the data:  mv {inside} {outside}"
            )
        return cls(outside, account)

    def make(self) -> None:
        """Create the folders, closed to everybody but the account that runs the servers."""
        if self.account and self.home.is_relative_to(SYSTEM_HOME):
            SYSTEM_HOME.mkdir(mode=0o711, parents=True, exist_ok=True)
            SYSTEM_HOME.chmod(0o711)
        for folder in (self.home, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
            folder.chmod(0o700)

    @property
    def sockets(self) -> Path:
        """The folder of the sockets, short enough for the kernel, open to its owner alone."""
        inside = self.home / "run"
        # A comma parts hosts for PostgreSQL's clients, also in the name of a folder.
        if "," not in str(inside) and len(os.fsencode(inside)) + len("/.s.PGSQL.5432") <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"riskcontrol-{os.geteuid()}-{digest}"

    def lock(self, name: str) -> Path:
        return self.home / f"{name}.lock"

    def last_of(self, log: str, lines: int = 5) -> str:
        """A sentence with the last lines of a log of the servers, for somebody who looks for a reason."""
        try:
            said = (self.home / log).read_text(errors="replace").splitlines()[-lines:]
        except OSError:
            said = []
        return "\n  ".join([f"{self.home / log} ends with:" if said else f"{self.home / log} says nothing.", *said])

    def password(self, name: str = "password") -> str:
        """A password of the servers, made at the first call and kept in the file `name` beside their data."""
        file = self.home / name
        try:
            return file.read_text()
        except FileNotFoundError:
            if not self.home.exists():
                return ""
        # Linked once it is written: neither a kill nor another start at the same moment leaves half of one.
        descriptor, written = tempfile.mkstemp(dir=self.home)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(24))
        if self.account:
            os.chown(written, self.account.pw_uid, self.account.pw_gid)
        try:
            os.link(written, file)
        except FileExistsError:
            pass
        finally:
            os.unlink(written)
        return file.read_text()

    def program(self, package: str, path: Path) -> Path:
        """The program of `package` at `path` from where that is installed, or a copy that the account reaches."""
        program = programs.installed_in(package) / path
        if not self.account or _is_reachable(program, self.account.pw_uid):
            return program
        return programs.copied(package, SYSTEM_HOME / "programs") / path

    def run(self, command: Sequence[str | Path], **options: object) -> subprocess.CompletedProcess[str]:
        """Run a program as the servers' account. Raises CannotStart with its output when it fails."""
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        # A file, not a pipe: pg_ctl hands its output on to the server, and a pipe would never close.
        with tempfile.TemporaryFile("w+") as output:
            try:
                done = subprocess.run(  # type: ignore[call-overload]
                    [str(part) for part in command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.home,
                    env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                    **options,
                )
            except OSError as error:
                raise CannotStart(f"{command[0]} cannot be run: {error.strerror}") from error
            output.seek(0)
            said = output.read()
        if done.returncode:
            raise CannotStart(f"{Path(command[0]).name} failed: {said.strip()}")
        return subprocess.CompletedProcess(done.args, 0, said)


def _is_reachable(path: Path, uid: int) -> bool:
    """Whether `uid`, owning nothing, may pass through every existing folder down to `path`."""
    for folder in (path, *path.parents):
        if folder.exists():
            status = folder.stat()
            if not (status.st_mode & 0o001 or (status.st_uid == uid and status.st_mode & 0o100)):
                return False
    return True


def _holds_data(home: Path) -> bool:
    return (home / "postgres" / "PG_VERSION").exists()


def _refuse_data_of_another(home: Path, account: pwd.struct_passwd | None) -> None:
    """Raise CannotStart where `home` was made by a start of another user: to go on would take it from them."""
    try:
        owner = home.stat().st_uid
    except FileNotFoundError:
        return
    except PermissionError as error:
        raise CannotStart(f"{home} is closed to you.\nStart as the user who started before.") from error
    if owner in ((0, account.pw_uid) if account else (os.geteuid(),)):
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    starter = "root" if name in ("root", SYSTEM_USER) else name
    raise CannotStart(f"The data in {home} belongs to the user “{name}”.\nStart as {starter}, as it was begun.")


def _is_group(name: str) -> bool:
    try:
        grp.getgrnam(name)
    except KeyError:
        return False
    return True


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    # A root that came by `su` has the search path of the user before.
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    if useradd := shutil.which("useradd", path=path):
        group = ["--gid", SYSTEM_USER] if _is_group(SYSTEM_USER) else ["--user-group"]
        options = ["--system", *group, "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
        command = [useradd, *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    else:
        command = [shutil.which("adduser", path=path) or "adduser", "-S", "-H", "-h", str(SYSTEM_HOME), SYSTEM_USER]
    try:
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = done.stdout.strip()
    except OSError as error:
        said = f"{command[0]}: {error.strerror}"
    try:
        return pwd.getpwnam(SYSTEM_USER)  # another start may have made it at the same moment
    except KeyError:
        raise CannotStart(
            f"PostgreSQL does not run as root, and its user “{SYSTEM_USER}” could not be made: {said}\n"
            f"Make that user by hand (useradd --system {SYSTEM_USER}), start as an ordinary user, or name servers of"
            " your own in DATABASE_URL and REDIS_URL."
        ) from None
