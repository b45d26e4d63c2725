"""The product as it runs in production, on the database chosen, and a browser's way to ask it for pages."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from riskcontrol.environment import BASE

PORT = 8790
TOKEN = "b" * 32  # any value, as long as cookie and form agree
TIMING = re.compile(r'sql;dur=([\d.]+);desc="(\d+)"')


@contextmanager
def running() -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py serve`: gunicorn and a Celery worker, as an operator starts them."""
    environment = os.environ | {"SERVER_TIMING": "1"}
    with open(BASE / "var" / "bench-server.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, BASE / "manage.py", "serve", "--port", str(PORT)],
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("The server ended at its start, see var/bench-server.log")
        try:
            if Browser("").get("/readyz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise SystemExit("The server did not answer within two minutes, see var/bench-server.log")


@dataclass(frozen=True)
class Answer:
    """What came back: status, where it leads, the text, milliseconds for the caller, and the SQL in it."""

    status: int
    location: str
    text: str
    wall: float
    sql: float
    statements: int


class Browser:
    """One person's connection, kept open as a browser keeps it."""

    def __init__(self, session: str) -> None:
        self.cookies = {"csrftoken": TOKEN} | ({"sessionid": session} if session else {})
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, Any]) -> Answer:
        return self._ask("POST", path, urlencode(form | {"csrfmiddlewaretoken": TOKEN}, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.connection.sock is None:
            self.connection.connect()
        started = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server closes idle connections; a browser opens the next one too.
            self.connection.close()
            started = time.perf_counter()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        text = response.read()
        wall = (time.perf_counter() - started) * 1000
        timing = TIMING.search(response.getheader("Server-Timing") or "")
        sql, n = (float(timing[1]), int(timing[2])) if timing else (0.0, 0)
        location = response.getheader("Location") or ""
        return Answer(response.status, location, text.decode(errors="replace"), wall, sql, n)


def sign_in(username: str) -> Browser:
    """A browser in which `username` has signed in; the session is made as the product makes it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.models import User

    user = User.objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return Browser(session.session_key)
