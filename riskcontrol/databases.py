"""Databases beside the configured one, on its server: made, copied, renamed, dropped; and an empty, migrated one.

All migrations one after the other take some seconds, a copy takes a moment: whoever needs a database of their own
begins with a copy of the empty one, which is made once for each state of the migrations.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from riskcontrol import embedded
from riskcontrol.apps import APPS
from riskcontrol.environment import BASE, env
from riskcontrol.locks import key_of

BUILTIN_SINCE = 170000
EMPTY = "riskcontrol_empty_"


def servers() -> tuple[str, str]:
    """(database URL, Redis URL) of the configured servers, or else of the embedded ones, which are started."""
    var = Path(env.str("RISKCONTROL_VAR", str(embedded.VAR)))
    embedded.ensure(var)
    database, redis = embedded.urls(var)
    return env.str("DATABASE_URL", "") or database, env.str("REDIS_URL", "") or redis


def url(name: str) -> str:
    """DATABASE_URL of the database `name`."""
    return f"{servers()[0].rsplit('/', 1)[0]}/{name}"


def libpq_address(database_url: str) -> str:
    """A DATABASE_URL as libpq takes it, whatever its scheme is called. Raises ValueError for no address."""
    return "postgresql" + database_url[database_url.index(":") :]


def conninfo(name: str) -> str:
    """What psycopg.connect() takes for the database `name`."""
    return libpq_address(url(name))


def server() -> psycopg.Connection:
    """A connection that makes and drops databases; each statement is committed."""
    return psycopg.connect(conninfo("postgres"), autocommit=True)


def exists(name: str) -> bool:
    with server() as connection:
        return _exists(connection, name)


def create(connection: psycopg.Connection, name: str) -> None:
    """Make the database `name`, in which Chinese counts as letters, over a connection that commits each statement."""
    locale = "LOCALE 'C.UTF-8'"
    if connection.info.server_version >= BUILTIN_SINCE:
        locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
    statement = SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' " + locale)
    connection.execute(statement.format(Identifier(name)))


def empty() -> str:
    """The empty database's name; those of other states are dropped. Who asks while it is being made waits for it."""
    state = hashlib.sha256()
    # Some packages bring migrations of their own.
    state.update((BASE / "requirements.lock").read_bytes())
    for folder in (BASE / app.replace(".", "/") for app in APPS):
        for file in sorted(folder.glob("migrations/*.py")):
            state.update(file.read_bytes())
    name = f"{EMPTY}{state.hexdigest()[:12]}"
    with server() as connection:
        connection.execute("SELECT pg_advisory_lock(%s, %s)", key_of("empty_database"))  # let go with the session
        there = [row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [EMPTY])]
        if name in there:
            return name
        for old in there:
            _drop(connection, old)
        building = f"{name}_building"
        create(connection, building)
        urls = {"DATABASE_URL": url(building), "REDIS_URL": servers()[1]}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, check=True, cwd=BASE, env=os.environ | urls)
        _rename(connection, building, name)
    return name


def copy(source: str, name: str, *, by_files: bool = False) -> None:
    """Make `name` anew, as `source` is. Nobody may be connected to `source`.

    by_files: for a large one; its files are copied without passing through the write-ahead log.
    """
    strategy = SQL(" STRATEGY file_copy" if by_files else "")
    with server() as connection:
        _drop(connection, name)
        statement = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(source))
        connection.execute(statement + strategy)


def rename(building: str, name: str) -> None:
    """Give `building` the name `name`; one of that name is dropped."""
    with server() as connection:
        _rename(connection, building, name)


def drop(name: str) -> None:
    """Drop `name`, if it is there, whoever is connected."""
    with server() as connection:
        _drop(connection, name)


def _exists(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _rename(connection: psycopg.Connection, building: str, name: str) -> None:
    _drop(connection, name)
    connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(building), Identifier(name)))


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
