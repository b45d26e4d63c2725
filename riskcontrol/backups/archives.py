"""Writes a backup, reads it back, and restores it."""

from __future__ import annotations

import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from riskcontrol.backups import envelopes
from riskcontrol.backups.contents import differing, digest_of, digests, files_below, program
from riskcontrol.databases import libpq_address

KNOWS_TRANSACTION_TIMEOUT = 170000
DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files/"


class Incomplete(Exception):
    """What was written or restored is not what it should be."""


def write(target: Path, passphrase: str, url: str, files: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Write a backup of the database at `url` and the folder `files`, and read it back; returns its manifest.

    facts: what everybody may read, e.g. the version and which keys are needed. The file appears under its name once
    it is whole. Raises Incomplete, RuntimeError, OSError.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        dump, plain, closed = (Path(scratch) / name for name in ("dump", "plain", "closed"))
        with psycopg.connect(libpq_address(url)) as connection:
            # One moment for the dump and the digests, while people go on working.
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            [snapshot] = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            program(
                "pg_dump",
                url,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={dump}",
            )
            manifest: dict[str, Any] = {"tables": digests(connection), "files": {}, "dump": digest_of(dump)}
        with tarfile.open(plain, "w") as archive:
            archive.add(dump, DUMP)
            # After the database: a file that a row names is there already; one that came since does no harm.
            for name, path in files_below(files):
                archive.add(path, FILES + name)
                manifest["files"][name] = digest_of(path)
            listed = Path(scratch) / "manifest"
            listed.write_text(json.dumps(manifest, ensure_ascii=False))
            archive.add(listed, MANIFEST)
        with plain.open("rb") as source, closed.open("wb") as sink:
            envelopes.close(source, sink, passphrase, facts)
        read(closed, passphrase)
        closed.chmod(0o600)
        closed.rename(target)
    return manifest


def read(source: Path, passphrase: str, into: Path | None = None) -> dict[str, Any]:
    """The manifest of a backup, all of whose files were compared with it; they stay in `into`, where that is given.

    Raises Unopenable, Incomplete.
    """
    with tempfile.TemporaryDirectory(dir=into or source.parent) as scratch:
        plain, folder = Path(scratch) / "plain", into or Path(scratch) / "read"
        with source.open("rb") as closed, plain.open("wb") as sink:
            envelopes.open_into(closed, sink, passphrase)
        with tarfile.open(plain) as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        if digest_of(folder / DUMP) != manifest["dump"]:
            raise Incomplete("The dump of the database is not the one that was written.")
        found = {name: digest_of(path) for name, path in files_below(folder / FILES)}
        if wrong := {name for name in found | manifest["files"] if found.get(name) != manifest["files"].get(name)}:
            raise Incomplete(f"{len(wrong)} files are not as they were written: {', '.join(sorted(wrong)[:3])}")
    return manifest


def _fill(url: str, dump: str) -> None:
    """Bring the dump into the database at `url`, as a whole. Raises RuntimeError."""
    with psycopg.connect(libpq_address(url)) as connection:
        version = connection.info.server_version
    if version >= KNOWS_TRANSACTION_TIMEOUT:
        program("pg_restore", url, "--no-owner", "--exit-on-error", "--single-transaction", dump)
        return
    # A newer pg_restore sets what this server does not know: the one error that says nothing of the rows.
    try:
        program("pg_restore", url, "--no-owner", dump)
    except RuntimeError as error:
        errors = [line for line in str(error).splitlines() if "pg_restore: error:" in line]
        if not errors or any("transaction_timeout" not in line for line in errors):
            raise


def restore(source: Path, passphrase: str, url: str, files: Path) -> dict[str, Any]:
    """Bring a backup into an empty database and folder, and compare all tables; returns the manifest.

    Raises Unopenable, Incomplete, RuntimeError; what is not empty is left alone.
    """
    with psycopg.connect(libpq_address(url)) as connection:
        if digests(connection):
            raise Incomplete("The database is not empty. Make a new one, or name another in DATABASE_URL.")
    if files.exists() and any(files.iterdir()):
        raise Incomplete(f"{files} is not empty. Move it away, or name another folder in RISKCONTROL_VAR.")
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=files.parent) as scratch:
        manifest = read(source, passphrase, Path(scratch))
        _fill(url, f"{scratch}/{DUMP}")
        with psycopg.connect(libpq_address(url)) as connection:
            if wrong := differing(manifest["tables"], digests(connection)):
                raise Incomplete(f"{len(wrong)} tables differ from the backup: {', '.join(wrong[:5])}")
        with psycopg.connect(libpq_address(url), autocommit=True) as connection:
            connection.execute("ANALYZE")
        if (Path(scratch) / FILES).exists():
            if files.exists():
                files.rmdir()
            (Path(scratch) / FILES).rename(files)
        files.mkdir(exist_ok=True)
    return manifest
