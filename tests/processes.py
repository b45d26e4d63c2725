"""Python processes of their own on the database of the tests, for what only a second process can show."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """With DATABASE_URL leading to the database of the running test."""
    to = connection.settings_dict
    host = quote(str(to["HOST"] or "localhost"), safe="")
    port = f":{to['PORT']}" if to["PORT"] else ""
    url = f"postgres://{to['USER']}:{quote(str(to['PASSWORD']))}@{host}{port}/{to['NAME']}"
    return os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(ROOT)}


def start(code: str, **variables: str) -> subprocess.Popen[str]:
    """A process that runs `code` with Django set up; variables: further ones of its environment."""
    setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'riskcontrol.settings'; django.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + code],
        env=environment() | variables,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finished(process: subprocess.Popen[str]) -> str:
    """What it printed; fails where it did not end well."""
    output, _none = process.communicate(timeout=60)
    assert process.returncode == 0, output
    return output


def until(what: str, holds, seconds: float = 30, every: float = 0.05) -> None:
    """Wait until `holds()` is true; it is asked every so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(every)


def waiting_for(table: str) -> int:
    """How many sessions wait for a lock on `table`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
        return int(cursor.fetchall()[0][0])


def other_sessions() -> int:
    """How many sessions beside this one are at the database of the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchall()[0][0])
