"""Where a measurement takes place: a copy of the province with a server of its own, and nothing left of it.

Every run begins with the same rows, and whatever pages, people and jobs leave in the database goes with the copy,
also after Ctrl-C. What a run that was killed has left is removed by the next one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis

from bench import database
from bench.server import Server, running
from riskcontrol import databases, embedded
from riskcontrol.environment import env
from riskcontrol.keyring import RINGS

LOCK = 1_152_012
COPY = "riskcontrol_bench"
SECRETS = tuple(ring.file_name for ring in RINGS.values())
KEPT = ("riskcontrol:*", "celery*", "_kombu.*", "unacked*")  # what the register keeps in Valkey


@dataclass(frozen=True)
class Stage:
    """name: of the database. folder: where reports and logs of the bench are kept."""

    name: str
    folder: Path
    server: Server

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(databases.conninfo(self.name), autocommit=True)


def folder() -> Path:
    """Where reports are kept."""
    found = Path(env.str("RISKCONTROL_VAR", str(embedded.VAR))) / "bench"
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def prepared(source: str, web_workers: int) -> Iterator[Stage]:
    """The stage with a copy of the database `source`; Django is set up in it."""
    _end_in_order()
    kept = folder()
    room = kept / "room"  # files, static files and schedule of the server: the demo's are not touched
    with databases.server() as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() != (True,):
            raise SystemExit("Another bench is at work on this server; two would measure each other.")
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        try:
            _copy(source)
            for secret in (kept.parent / name for name in SECRETS):
                if secret.exists():
                    shutil.copy2(secret, room)
            database.use(COPY)
            os.environ["RISKCONTROL_VAR"] = str(room)
            _forget()
            import django

            django.setup()
            _prepare()
            with running(kept / "server.log", web_workers) as server:
                yield Stage(COPY, kept, server)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C would leave the half of it
                signal.signal(number, signal.SIG_IGN)
            _forget()
            databases.drop(COPY)
            shutil.rmtree(room, ignore_errors=True)


def _copy(source: str) -> None:
    try:
        databases.copy(source, COPY, by_files=True)
    except psycopg.errors.ObjectInUse as error:
        raise SystemExit(f"Somebody is connected to {source}, so that it cannot be copied.") from error


def _prepare() -> None:
    """What `manage.py serve` would do first, and what takes it a minute and a half.

    The pages name their static files as they are called, by a list of them; nobody fetches them here.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
    from django.core.management import call_command
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    names = {name: name for finder in get_finders() for name, _storage in finder.list([])}
    listed = {"paths": names, "version": ManifestStaticFilesStorage.manifest_version, "hash": ""}
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / ManifestStaticFilesStorage.manifest_name).write_text(json.dumps(listed))
    connections.close_all()


def _forget() -> None:
    """Empty what the bench keeps in Valkey: sessions, kept pages, and a queue whose rows are gone."""
    address = os.environ.get("REDIS_URL", "")
    if f"db={database.VALKEY_DATABASE}" not in address:
        return
    with Redis.from_url(address) as valkey:
        for pattern in KEPT:
            for key in list(valkey.scan_iter(pattern)):
                valkey.delete(key)


def _end_in_order() -> None:
    """SIGTERM ends the bench as Ctrl-C does, with everything put away."""

    def end(*_signal: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
