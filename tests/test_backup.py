"""A backup is one encrypted file that is whole or refused; a drill restores it elsewhere and compares every table."""

import io
import os

import psycopg
import pytest
from django.core.management import CommandError, call_command

from riskcontrol import databases
from riskcontrol.backups import envelopes
from riskcontrol.backups.contents import differing, digests
from riskcontrol.databases import libpq_address
from tests.factories import World, make_measure, make_point
from tests.processes import environment

PASSPHRASE = "four words of a passphrase"
SECOND = f"riskcontrol_drill_{os.getpid()}"


def closed(content: bytes, **facts) -> bytes:
    target = io.BytesIO()
    envelopes.close(io.BytesIO(content), target, PASSPHRASE, facts)
    return target.getvalue()


def opened(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    target = io.BytesIO()
    envelopes.open_into(io.BytesIO(content), target, passphrase)
    return target.getvalue()


@pytest.mark.parametrize(
    "size", [0, 1, envelopes.PIECE - 1, envelopes.PIECE, 3 * envelopes.PIECE, 3 * envelopes.PIECE + 7]
)
def test_what_was_closed_opens(size):
    content = bytes(range(256)) * (size // 256 + 1)
    assert opened(closed(content[:size])) == content[:size]


def test_a_backup_that_was_changed_cut_or_is_of_somebody_else_does_not_open():
    content = closed(b"x" * (3 * envelopes.PIECE), keys={})
    head, _end, body = content.partition(b"\n")
    piece = envelopes.PIECE + envelopes.TAG
    attacks = {
        "another passphrase": (content, "another passphrase"),
        "a bit": (content[:-100] + bytes([content[-100] ^ 1]) + content[-99:], PASSPHRASE),
        "cut at a piece": (head + b"\n" + body[: 2 * piece], PASSPHRASE),
        "cut": (content[:-1000], PASSPHRASE),
        "reordered": (head + b"\n" + body[piece : 2 * piece] + body[:piece] + body[2 * piece :], PASSPHRASE),
        "another first line": (head.replace(b'"keys": {}', b'"keys": []') + b"\n" + body, PASSPHRASE),
        "no backup": (b"PK\x03\x04", PASSPHRASE),
    }
    for name, (attack, passphrase) in attacks.items():
        with pytest.raises(envelopes.Unopenable):
            opened(attack, passphrase)
            pytest.fail(name)


@pytest.fixture
def register(transactional_db, tmp_path, settings, monkeypatch):
    """A register with rows and a file, the URL of its database, and of an empty second one."""
    folder = tmp_path / "first" / "files"
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = settings.STORAGES | {"default": files}
    settings.DATABASE_URL = environment()["DATABASE_URL"]
    monkeypatch.setenv("BACKUP_PASSPHRASE", PASSPHRASE)
    world = World()
    make_measure(make_point(world.unit, name="量身定制招标条件"))
    (folder / "evidence").mkdir(parents=True)
    (folder / "evidence" / "台账.pdf").write_bytes(b"%PDF-1.7 x")
    databases.drop(SECOND)
    with databases.server() as server:
        databases.create(server, SECOND)
    yield tmp_path / "register.backup"
    databases.drop(SECOND)


def elsewhere(settings, tmp_path) -> str:
    """The settings of a second installation, with its own folder and database; returns its URL."""
    url = databases.url(SECOND)
    settings.DATABASE_URL = url
    place = {"location": str(tmp_path / "second" / "files")}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": place}}
    return url


def test_a_drill_restores_elsewhere_and_finds_all_tables_and_files_the_same(register, settings, tmp_path, capsys):
    first = settings.DATABASE_URL
    call_command("backup", str(register))
    assert "量身定制".encode() not in register.read_bytes() and register.stat().st_mode & 0o777 == 0o600
    call_command("restore", str(register), "--check")
    second = elsewhere(settings, tmp_path)
    call_command("restore", str(register))
    with psycopg.connect(libpq_address(first)) as one, psycopg.connect(libpq_address(second)) as two:
        told, found = digests(one), digests(two)
        assert differing(told, found) == [] and told["public.riskpoints_riskpoint"][0] == 1
        assert len(told) > 100
    assert (tmp_path / "second/files/evidence/台账.pdf").read_bytes() == b"%PDF-1.7 x"
    with psycopg.connect(libpq_address(second)) as two:
        two.execute("UPDATE riskpoints_riskpoint SET name = name || '。'")
        assert "public.riskpoints_riskpoint" in differing(told, digests(two))


def test_a_restore_leaves_alone_what_is_not_empty(register, settings, tmp_path):
    call_command("backup", str(register))
    with pytest.raises(CommandError) as refused:
        call_command("restore", str(register))
    assert "not empty" in str(refused.value)
    with pytest.raises(CommandError):
        call_command("backup", str(register))


def test_a_restore_names_the_keys_that_are_missing(register, settings, tmp_path):
    call_command("backup", str(register))
    elsewhere(settings, tmp_path)
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(CommandError) as refused:
        call_command("restore", str(register))
    assert "SECRET_KEY" in str(refused.value) and "REPORTER_KEYS" not in str(refused.value)


def test_a_backup_wants_a_passphrase(register, monkeypatch):
    monkeypatch.setenv("BACKUP_PASSPHRASE", "short")
    with pytest.raises(CommandError):
        call_command("backup", str(register))
    assert not register.exists()
