"""The databases of the full-size province: one for each scale, beside the demo's, on the same server."""

from __future__ import annotations

import os
from pathlib import Path

from riskcontrol import embedded
from riskcontrol.environment import env

VALKEY_DATABASE = 7  # sessions and queue of the bench stay apart from the demo's


def name_of(scale: float) -> str:
    return f"riskcontrol_province_{scale:g}".replace(".", "_")


def urls(database: str) -> tuple[str, str]:
    """(database URL, Redis URL) of `database` on the configured server, or else on the embedded one."""
    var = Path(env.str("RISKCONTROL_VAR", str(embedded.VAR)))
    embedded.ensure(var)
    found = embedded.urls(var)
    server = env.str("DATABASE_URL", "") or found[0]
    redis = env.str("REDIS_URL", "") or found[1]
    return f"{server.rsplit('/', 1)[0]}/{database}", f"{redis.split('?')[0]}?db={VALKEY_DATABASE}"


def use(database: str) -> None:
    """Let Django, once it is set up, and every process started from here work on `database`."""
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = urls(database)
    os.environ["RISKCONTROL_DEMO"] = "1"  # its people sign in with the demo's password
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")


def conninfo(database: str) -> str:
    """What psycopg.connect() takes."""
    return urls(database)[0].replace("postgres://", "postgresql://", 1)


def require(scale: float) -> str:
    """The database of that scale; ends with a sentence where it has not been made."""
    import psycopg

    name = name_of(scale)
    with psycopg.connect(conninfo("postgres")) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            raise SystemExit(
                f"There is no province at scale {scale:g} yet. Make it first: make province SCALE={scale:g}"
            )
    return name
