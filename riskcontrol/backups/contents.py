"""What a backup holds: the database as one moment saw it, the files, and digests of every table and file."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.conf import settings
from psycopg.sql import SQL, Identifier

from riskcontrol import embedded
from riskcontrol.databases import libpq_address

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      AND c.relpersistence <> 't'
    ORDER BY 1, 2
"""
# Two sums of hashes of all rows, as texts: the same rows in any order give the same, a changed one another.
DIGEST = """
    SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text,
           coalesce(sum(hashtextextended(t::text, 1)::numeric), 0)::text
    FROM {}.{} t
"""
# How texts of values look must not depend on who asks.
AS_TEXT = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 3"
SEQUENCES = "SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL ORDER BY 1, 2"


def digests(connection: psycopg.Connection) -> dict[str, list[Any]]:
    """Of each table: [rows, sum, sum]; of each sequence: [its last value]. In the transaction of `connection`."""
    connection.execute(AS_TEXT)
    found: dict[str, list[Any]] = {}
    for schema, table in connection.execute(TABLES).fetchall():
        row = connection.execute(SQL(DIGEST).format(Identifier(schema), Identifier(table))).fetchone()
        found[f"{schema}.{table}"] = list(row or ())
    for schema, name, value in connection.execute(SEQUENCES).fetchall():
        found[f"{schema}.{name} (sequence)"] = [value]
    return found


def differing(told: dict[str, list[Any]], found: dict[str, list[Any]]) -> list[str]:
    """The names of tables that are not the same."""
    return sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))


def files_folder() -> Path:
    """Where the uploads of this installation lie."""
    stores: dict[str, Any] = settings.STORAGES
    return Path(stores["default"]["OPTIONS"]["location"])


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """(name, path) of each file below `folder`."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(key: str) -> str:
    """What tells a key from others without giving it away."""
    return hashlib.sha256(b"riskcontrol key " + key.encode()).hexdigest()[:16]


def program(name: str, url: str, *arguments: str) -> None:
    """Run a program of PostgreSQL at the database of `url`: the embedded one, or that of the machine.

    The password goes by the environment, where no list of processes shows it. Raises RuntimeError with what it said.
    """
    parts = urlsplit(libpq_address(url))
    environment = os.environ | {"PGPASSWORD": unquote(parts.password or "")}
    bare = parts._replace(netloc=f"{parts.username}@{parts.netloc.rpartition('@')[2]}").geturl()
    command = [str(embedded.program(name)), f"--dbname={bare}", *arguments]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stdout.strip()}")
