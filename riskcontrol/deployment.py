"""What an installation should have before an office works with it: `manage.py check --deploy` asks docs/checklist.md.

Nothing here refuses a start; what does stands in checks.py. The page of the checklist and these are held together by
tests/test_checklist.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, transaction
from django.utils import timezone

from riskcontrol import embedded
from riskcontrol.keyring import RINGS

LOCAL = {"localhost", "127.0.0.1", "[::1]"}
OPEN_TO_OTHERS = 0o077
SILENT = timedelta(hours=2)  # a checkpoint is taken each hour
LEAST_ADMINISTRATORS = 2

Finding = tuple[str, str, str]  # id, what is found, what to do


def of_settings() -> Iterator[Finding]:
    if settings.DEMO:
        yield "W001", "This is the demo, whose passwords everybody knows.", "Leave RISKCONTROL_DEMO out."
    if not settings.SECURE_SITE:
        yield "W002", "Cookies and passwords go over the network in the open.", "Serve by TLS and set SECURE_SITE=1."
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" or site.hostname in LOCAL:
        yield "W003", f"Links in mails lead to {settings.SITE_URL}.", "Set SITE_URL to the address of the site."
    if "*" in settings.ALLOWED_HOSTS or set(settings.ALLOWED_HOSTS) <= LOCAL:
        yield "W004", "ALLOWED_HOSTS does not name the site.", "Set it to the names of the site, and no others."
    if settings.SECURE_SITE and not settings.PROXY_COUNT:
        yield "W005", "The proxy is taken for the client: one person locks all out.", "Set PROXY_COUNT."
    if {settings.DATABASE_URL, settings.REDIS_URL} & set(embedded.urls(settings.VAR)):
        yield "W006", "The embedded servers are in use.", "Set DATABASE_URL and REDIS_URL to servers of your own."
    if not settings.FACTOR_FOR_LOOKS:
        yield "W007", "Who told a signal is shown without the second factor.", "Set FACTOR_FOR_LOOKS=1."
    if not settings.EMAIL_URL:
        yield "W008", "Nothing is mailed: invitations are shown to administrators.", "Set EMAIL_URL and EMAIL_FROM."


def of_files() -> Iterator[Finding]:
    """Keys and uploads are read by the account of the register alone."""
    places = [settings.VAR / name for name in (*(ring.file_name for ring in RINGS.values()), "files")]
    if found := [str(place) for place in places if _is_open(place)]:
        yield "W009", f"Others of this machine may read {', '.join(found)}.", "chmod go-rwx"


def _is_open(place: Path) -> bool:
    try:
        return bool(place.stat().st_mode & OPEN_TO_OTHERS)
    except OSError:
        return False


def of_people() -> Iterator[Finding]:
    grants: Any = apps.get_model("accounts.RoleGrant")._default_manager
    administrators = grants.of_active("administrator").values("user").distinct().count()
    auditors = grants.of_active("auditor").count()
    if administrators < LEAST_ADMINISTRATORS or not auditors:
        yield (
            "W010",
            f"{administrators} administrators and {auditors} auditors: one person alone decides who may what.",
            "Let there be two administrators and an auditor, who are three people.",
        )


def of_the_log() -> Iterator[Finding]:
    newest: Any = apps.get_model("checkpoints.Checkpoint")._default_manager.order_by("-at").first()
    if newest is None or newest.at < timezone.now() - SILENT:
        when = f"since {newest.at:%Y-%m-%d %H:%M}" if newest else "yet"
        yield "W011", f"No checkpoint of the change log was taken {when}.", "Are worker and beat running?"


def _told(*parts: Callable[[], Iterator[Finding]]) -> list[CheckMessage]:
    return [Warning(what, hint=hint, id=f"riskcontrol.{name}") for part in parts for name, what, hint in part()]


@register(Tags.security, deploy=True)
def installation_is_ready(**options: Any) -> list[CheckMessage]:
    """What settings and files say."""
    return _told(of_settings, of_files)


@register(Tags.database, deploy=True)
def register_is_ready(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """What only the database knows."""
    if not databases:
        return []
    try:
        with transaction.atomic():
            return _told(of_people, of_the_log)
    except DatabaseError:  # before the tables are made
        return []
