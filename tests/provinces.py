"""A small province of the bench, made once a process for all tests that only read it or copy it."""

import os
import subprocess
import sys
from functools import cache

from bench import database

SCALE = "0.005"
DAY = "2026-11-24"


def run(*command: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, env=os.environ, timeout=timeout
    )


def make() -> str:
    """Make it anew; returns the name of its database."""
    made = run("bench.province", SCALE, "--day", DAY)
    assert made.returncode == 0, made.stdout + made.stderr
    return database.name_of(float(SCALE))


@cache
def province() -> str:
    return make()
