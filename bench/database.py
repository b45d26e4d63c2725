"""The databases of the full-size province: one for each scale, beside the demo's, on the same server."""

from __future__ import annotations

import os

from riskcontrol import databases

VALKEY_DATABASE = 7  # sessions and queue of the bench stay apart from the demo's


def name_of(scale: float) -> str:
    return f"riskcontrol_province_{scale:g}".replace(".", "_")


def use(database: str) -> None:
    """Let Django, once it is set up, and every process started from here work on `database`."""
    redis = databases.servers()[1].split("?")[0]
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = databases.url(database), f"{redis}?db={VALKEY_DATABASE}"
    os.environ["RISKCONTROL_DEMO"] = "1"  # its people sign in with the demo's password
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")


def require(scale: float) -> str:
    """The database of that scale; ends with a sentence where it has not been made."""
    name = name_of(scale)
    if not databases.exists(name):
        raise SystemExit(f"There is no province at scale {scale:g} yet. Make it first: make province SCALE={scale:g}")
    return name
