"""A whole register of its own under `manage.py serve`: its processes can be killed, nobody else is at its servers.

The test's own process works on its database, too: rows are made and looked at by the models.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.tokens import Scope, issue
from riskcontrol import databases, embedded
from riskcontrol.databases import libpq_address
from riskcontrol.embedded import postgres, valkey
from riskcontrol.embedded.place import Place
from riskcontrol.settings import broker_of
from tests.processes import ROOT, until

WORKERS = 10  # one for each piece of work that stands still in the middle, and some for what the clock sends
PATIENCE = 120  # seconds, where several of these run beside each other
KILLABLE = ("web", "worker", "PostgreSQL", "Valkey")


class WholeRegister:
    def __init__(self, var: Path) -> None:
        self.var, self.place = var, Place.below(var)
        self.place.make()
        self.log = var / "serve.log"
        self.tokens: dict[int, str] = {}

    def make_database(self) -> None:
        """The servers, with an empty register as its migrations leave it."""
        postgres.start(self.place)
        valkey.start(self.place)
        self.owner, self.broker = embedded.urls(self.var)
        tool = {name: str(embedded.program(name)) for name in ("pg_dump", "psql")}
        empty = databases.url(databases.empty()).replace("postgres://", "postgresql://", 1)
        with (self.var / "empty.sql").open("w+") as file:
            subprocess.run([tool["pg_dump"], "--no-owner", "--no-acl", empty], stdout=file, check=True)
            file.seek(0)
            quiet = [tool["psql"], "-qX", "-v", "ON_ERROR_STOP=1", libpq_address(self.owner)]
            subprocess.run(quiet, stdin=file, stdout=subprocess.DEVNULL, check=True)

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        return own | {
            "RISKCONTROL_VAR": str(self.var),
            "RISKCONTROL_IGNORE_ENV_FILE": "1",
            "WORKER_PROCESSES": str(WORKERS),
            "WEBHOOK_NETWORKS": "127.0.0.0/8",
            "SECRET_KEY": settings.SECRET_KEY,
            "API_RATE": "10000/minute",
        }

    def serve(self) -> None:
        command = [sys.executable, "manage.py", "serve", "--prepared", "--port", str(random.randint(20000, 50000))]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        until("the register is open", lambda: self.process.poll() is not None or "open at" in self.said(), PATIENCE)
        assert self.process.poll() is None, self.said()
        self.port = int(self.said().rsplit("http://127.0.0.1:", 1)[1].split("/")[0])
        until("pages come", self.is_ready, PATIENCE)
        until("a worker works", lambda: self.pid("worker"), PATIENCE)

    def said(self) -> str:
        return self.log.read_text()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def pid(self, name: str) -> int:
        """Of one of KILLABLE; web and worker lead a group. 0 where there is none."""
        if name in ("PostgreSQL", "Valkey"):
            file = "postgres/postmaster.pid" if name == "PostgreSQL" else "valkey/valkey.pid"
            return int((self.place.home / file).read_text().split()[0])
        program = {"web": "gunicorn", "worker": "celery"}[name]
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = [int(pid) for pid in children if program in Path(f"/proc/{pid}/cmdline").read_text()]
        return found[0] if found else 0

    def kill(self, name: str) -> None:
        """kill -9, and no process of it is left."""
        pid = self.pid(name)
        if name in ("web", "worker"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)

    def database(self) -> psycopg.Connection:
        """A connection of the owner; each statement is committed."""
        return psycopg.connect(libpq_address(self.owner), autocommit=True)

    def have_done(self, task: str, *arguments: Any) -> None:
        """Ask a worker, as the pages and the clock do."""
        with current_app.connection_for_write(broker_of(self.broker)) as broker:
            current_app.send_task(task, arguments, connection=broker)

    def ask(self, method: str, path: str, by: Any = None, told: Any = None, key: str = "") -> tuple[int, Any]:
        """Status and what was answered; (0, None) where nobody answered."""
        headers = {"Content-Type": "application/json", "Accept": "*/*"}
        if by is not None:
            headers["Authorization"] = f"Bearer {self._token(by)}"
        if key:
            headers["Idempotency-Key"] = key
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            client.request(method, path, None if told is None else json.dumps(told), headers)
            answer = client.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            client.close()
        return answer.status, json.loads(body) if "json" in answer.headers["Content-Type"] else body.decode()

    def insist(self, path: str, by: Any, told: Any) -> Any:
        """POST until it is answered, with the same key, as a program does; what was answered at last."""
        key, end = secrets.token_hex(8), time.monotonic() + PATIENCE
        while True:
            status, answer = self.ask("POST", path, by, told, key)
            if 200 <= status < 300:
                return answer
            assert status in (0, 503) and time.monotonic() < end, (status, answer)
            time.sleep(0.2)

    def is_ready(self) -> bool:
        return self.ask("GET", "/readyz")[0] == 200

    def _token(self, user: Any) -> str:
        if user.pk not in self.tokens:
            until_day = timezone.localdate() + timedelta(days=9)
            _row, self.tokens[user.pk] = issue(user=user, name="t", scope=Scope.WRITE, expires_on=until_day)
        return self.tokens[user.pk]


@contextmanager
def working_on(url: str) -> Iterator[None]:
    """The models of this process lead to the database `url`."""
    connection.close()
    before = dict(connection.settings_dict)
    parts = psycopg.conninfo.conninfo_to_dict(libpq_address(url))
    names = {"HOST": "host", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    connection.settings_dict |= {name: parts[part] for name, part in names.items()} | {"PORT": ""}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


@contextmanager
def whole_register() -> Iterator[WholeRegister]:
    """A register that is served, in a folder of its own that goes away with it."""
    var = Path(tempfile.mkdtemp(prefix="riskcontrol-whole-"))
    var.chmod(0o711)
    register = WholeRegister(var)
    files = settings.STORAGES["default"] | {"OPTIONS": {"location": str(var / "files")}}
    try:
        register.make_database()
        register.serve()
        with working_on(register.owner), override_settings(STORAGES=settings.STORAGES | {"default": files}):
            yield register
    finally:
        if hasattr(register, "process"):
            register.end()
        for server in (valkey, postgres):
            server.stop(register.place)
        shutil.rmtree(var, ignore_errors=True)
