"""A database with all tables and no rows, made once for each state of the migrations; others begin as copies of it.

All migrations one after the other take half a minute, a copy takes a moment.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import psycopg
from psycopg.sql import SQL, Identifier

from bench import database
from riskcontrol.apps import APPS
from riskcontrol.environment import BASE
from riskcontrol.management.commands.create_database import create

EMPTY = "riskcontrol_empty_"
LOCK = 1_152_011


def server() -> psycopg.Connection:
    return psycopg.connect(database.conninfo("postgres"), autocommit=True)


def empty() -> str:
    """Its name; those of other states are dropped. Who asks while it is being made waits for it."""
    state = hashlib.sha256()
    for folder in (BASE / app.replace(".", "/") for app in APPS):
        for file in sorted([*folder.glob("migrations/*.py"), *folder.glob("sql/**/*.sql")]):
            state.update(file.read_bytes())
    name = f"{EMPTY}{state.hexdigest()[:12]}"
    with server() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # let go with the session
        there = [row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [EMPTY])]
        if name in there:
            return name
        for old in there:
            _drop(connection, old)
        building = f"{name}_building"
        create(connection, building)
        urls = dict(zip(("DATABASE_URL", "REDIS_URL"), database.urls(building), strict=True))
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, check=True, cwd=BASE, env=os.environ | urls)
        _rename(connection, building, name)
    return name


def copy_of(source: str, name: str) -> None:
    with server() as connection:
        _drop(connection, name)
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(source)))


def rename(building: str, name: str) -> None:
    with server() as connection:
        _rename(connection, building, name)


def _rename(connection: psycopg.Connection, building: str, name: str) -> None:
    _drop(connection, name)
    connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(building), Identifier(name)))


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
