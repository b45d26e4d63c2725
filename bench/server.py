"""The product as it runs in production, on the database chosen, and a browser's way to ask it for pages."""

from __future__ import annotations

import ctypes
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from riskcontrol.environment import BASE

PORT = 8790  # or the next one that is free
START_SECONDS, STOP_SECONDS = 300, 30
OPEN_AT = re.compile(r"open at http://127\.0\.0\.1:(\d+)/")
TOKEN = "b" * 32  # any value, as long as cookie and form agree
TIMING = re.compile(r'sql;dur=([\d.]+);desc="(\d+)"')
IDLE = 1.0  # seconds after which a connection is opened anew: the server closes idle ones


@dataclass(frozen=True)
class Server:
    """A running server: its process and where it listens."""

    process: subprocess.Popen[bytes]
    port: int


def _end_with_parent() -> None:
    """In the child: ask Linux to end it should the bench be killed, which ends all that it started."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@contextmanager
def running(log: Path, web_workers: int) -> Iterator[Server]:
    """`manage.py serve`: gunicorn and a Celery worker, as an operator starts them; what they say goes to `log`."""
    with open(log, "wb") as said:
        process = subprocess.Popen(
            [sys.executable, BASE / "manage.py", "serve", "--prepared", "--port", str(PORT)],
            env=os.environ | {"FACTOR_REQUIRED": "0", "SERVER_TIMING": "1", "WEB_WORKERS": str(web_workers)},
            stdout=said,
            stderr=said,
            preexec_fn=_end_with_parent,
            start_new_session=True,  # Ctrl-C reaches the bench alone, which then ends the server
        )
    try:
        yield Server(process, _port(process, log))
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """Where the server says it listens, once it answers there; ends with a sentence where it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server ended at its start:\n{log.read_text()}")
        found = OPEN_AT.search(log.read_text())
        try:
            if found and Browser(int(found[1]), "").get("/readyz").status == 200:
                return int(found[1])
        except OSError:
            pass
        time.sleep(0.3)
    raise SystemExit(f"The server did not answer within {START_SECONDS} s:\n{log.read_text()}")


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

    def __init__(self, port: int, session: str) -> None:
        self.cookies = {"csrftoken": TOKEN} | ({"sessionid": session} if session else {})
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.used = time.monotonic()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, Any]) -> Answer:
        return self._ask("POST", path, urlencode(form | {"csrfmiddlewaretoken": TOKEN}, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.used > IDLE:
            self.connection.close()
        if self.connection.sock is None:
            self.connection.connect()
        started = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        wall = (time.perf_counter() - started) * 1000
        self.used = time.monotonic()
        timing = TIMING.search(response.getheader("Server-Timing") or "")
        sql, n = (float(timing[1]), int(timing[2])) if timing else (0.0, 0)
        location = response.getheader("Location") or ""
        return Answer(response.status, location, text.decode(errors="replace"), wall, sql, n)
