"""A pytest plugin, loaded before Django's settings: the tests' own PostgreSQL and Valkey.

Where DATABASE_URL or REDIS_URL is set, that server is used instead.
"""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

HOLDER: list[Path] = []


def _prepare() -> None:
    os.environ["RISKCONTROL_IGNORE_ENV_FILE"] = "1"
    # Playwright's sync API runs an event loop in the thread of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if "RISKCONTROL_VAR" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="riskcontrol-test-"))
        folder.chmod(0o711)
        os.environ["RISKCONTROL_VAR"] = str(folder)
        HOLDER.append(folder)
    from riskcontrol import embedded

    var = Path(os.environ["RISKCONTROL_VAR"])
    embedded.ensure(var)
    database, redis = embedded.urls(var)
    if HOLDER and "DATABASE_URL" not in os.environ:
        _make_quick(database)
    os.environ.setdefault("DATABASE_URL", database)
    os.environ.setdefault("REDIS_URL", redis)


def _make_quick(database: str) -> None:
    """Nothing of a test has to outlive a power cut."""
    with psycopg.connect(database.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def is_embedded() -> bool:
    """Whether the tests' PostgreSQL is the one that the register brings along."""
    from riskcontrol import embedded

    return os.environ["DATABASE_URL"].startswith(
        embedded.urls(Path(os.environ["RISKCONTROL_VAR"]))[0].rsplit("/", 1)[0]
    )


_prepare()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if HOLDER and not hasattr(config, "workerinput"):
        from riskcontrol import embedded

        embedded.release(HOLDER[0])
        shutil.rmtree(HOLDER[0], ignore_errors=True)
