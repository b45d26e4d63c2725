"""The programs of an installed package, where the account of the servers can reach them.

Out of a closed folder they are copied below /var/lib: the package whole and laid out as it was installed, because a
program finds its libraries by the way from its own folder ($ORIGIN), also those that lie beside its package.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

UNFINISHED = "unfinished-"


def installed_in(package: str) -> Path:
    return Path(str(distribution(package).locate_file("")))


def _contents(package: str) -> tuple[list[Path], str]:
    """(the files of `package` below the folder that it is installed in, a name that changes with any of them)"""
    found = distribution(package)
    # Files without a hash were made on this machine, after the installation; those above serve the command line.
    files = [file for file in found.files or [] if file.hash and ".." not in file.parts]
    listing = "\n".join(sorted(f"{file} {file.hash.value}" for file in files if file.hash))
    name = f"{package}-{found.version}-{hashlib.sha256(listing.encode()).hexdigest()[:12]}"
    return [Path(file) for file in files], name


@cache
def copied(package: str, below: Path) -> Path:
    """The folder below `below` that holds all of `package` as it is installed, open to be read by everybody.

    A copy has its name only once it is whole. Nevertheless one that lost a file or was cut short is made anew, and
    what a start that was killed left behind is removed.
    """
    source = installed_in(package)
    files, name = _contents(package)
    for folder in (below.parent, below):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    copy = below / name
    with (below / "programs.lock").open("a+") as lock:
        # Other checkouts copy to the same place. The lock goes with the process, however that ends.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_whole(copy, source, files):
            for left in below.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left)
            unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=below))
            _copy(source, files, unfinished / "made")
            if copy.exists():  # servers that run from it keep what they have open
                copy.rename(unfinished / "broken")
            (unfinished / "made").rename(copy)
            shutil.rmtree(unfinished)
    return copy


def _is_whole(copy: Path, source: Path, files: list[Path]) -> bool:
    try:
        return copy.is_dir() and all(os.stat(copy / file).st_size == os.stat(source / file).st_size for file in files)
    except FileNotFoundError:
        return False


def _copy(source: Path, files: list[Path], target: Path) -> None:
    # Modes are given, not kept: an installation under a strict umask is closed to the account of the servers.
    for folder in sorted({target, *(target / parent for file in files for parent in file.parents)}):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    for file in files:
        shutil.copyfile(source / file, target / file)
        runs = (source / file).stat().st_mode & stat.S_IXUSR
        (target / file).chmod(0o755 if runs else 0o644)
