"""Where the embedded servers keep their data, and as whom they run.

PostgreSQL refuses to run as root. Started by root, the servers therefore run as the system user
`riskcontrol`, whose data lies below `var/` where that user can reach it, and otherwise in a folder of its
own below /var/lib: a closed home is never opened for it.
"""

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

BASE = Path(__file__).resolve().parents[2]
VAR = BASE / "var"
SYSTEM_USER = "riskcontrol"
SYSTEM_HOME = Path("/var/lib/riskcontrol")
SOCKET_PATH_LIMIT = 100  # sun_path holds 108 bytes, and PostgreSQL adds its own name


@dataclass(frozen=True)
class Place:
    """The folders of one pair of servers. `account` is None where they run as the caller."""

    home: Path
    account: pwd.struct_passwd | None

    @classmethod
    def below(cls, var: Path) -> "Place":
        if os.geteuid() != 0:
            return cls(var / "servers", None)
        account = _system_account()
        if _reachable(var, account.pw_uid):
            return cls(var / "servers", account)
        return cls(SYSTEM_HOME / hashlib.sha256(str(var).encode()).hexdigest()[:12], account)

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
        if len(os.fsencode(inside)) + len("/.s.PGSQL.5432") <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"riskcontrol-{os.geteuid()}-{digest}"

    def lock(self, name: str) -> Path:
        return self.home / f"{name}.lock"

    def password(self) -> str:
        """The servers' password, made at the first call and kept beside their data."""
        file = self.home / "password"
        try:
            return file.read_text()
        except FileNotFoundError:
            if not self.home.exists():
                return ""
        password = secrets.token_urlsafe(24)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(password)
        if self.account:
            os.chown(file, self.account.pw_uid, self.account.pw_gid)
        return password

    def programs(self, folder: Path, name: str) -> Path:
        """`folder` itself, or a copy of it that the servers' account can reach."""
        if not self.account or _reachable(folder, self.account.pw_uid):
            return folder
        copy = SYSTEM_HOME / name
        if not copy.exists():
            SYSTEM_HOME.mkdir(mode=0o711, parents=True, exist_ok=True)
            unfinished = Path(tempfile.mkdtemp(dir=SYSTEM_HOME))
            shutil.copytree(folder, unfinished / "programs", symlinks=True)
            (unfinished / "programs").chmod(0o755)
            (unfinished / "programs").rename(copy)
            unfinished.rmdir()
        return copy

    def run(self, command: Sequence[str | Path], **options: object) -> subprocess.CompletedProcess[str]:
        """Run a program as the servers' account. Raises RuntimeError with its output when it fails."""
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        # A file, not a pipe: pg_ctl hands its output on to the server, and a pipe would never close.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # type: ignore[call-overload]
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                **options,
            )
            output.seek(0)
            said = output.read()
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed: {said.strip()}")
        return subprocess.CompletedProcess(done.args, 0, said)


def _reachable(path: Path, uid: int) -> bool:
    """Whether `uid`, owning nothing, may pass through every existing folder down to `path`."""
    for folder in (path, *path.parents):
        if folder.exists():
            status = folder.stat()
            if not (status.st_mode & 0o001 or (status.st_uid == uid and status.st_mode & 0o100)):
                return False
    return True


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if shutil.which("useradd"):
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
        command = ["useradd", *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    else:
        command = ["adduser", "-S", "-H", "-h", str(SYSTEM_HOME), SYSTEM_USER]
    subprocess.run(command, check=False, capture_output=True)
    return pwd.getpwnam(SYSTEM_USER)  # another start may have made it at the same moment
