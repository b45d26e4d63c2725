"""System checks of the installation itself."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

LETTERS = "SELECT '招标' ~ '^[[:alpha:]]+$', current_setting('server_version_num')::int"
OLDEST = 150000


@register(Tags.database)
def chinese_counts_as_letters(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Refuse a database in whose locale Chinese is no letter: its text search would drop Chinese silently."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(LETTERS)
            letters, server = cursor.fetchone()
        if server < OLDEST:
            found.append(Error("PostgreSQL 15 or later is needed.", id="riskcontrol.E001"))
        if not letters:
            found.append(
                Error(
                    f"In the database “{connections[alias].settings_dict['NAME']}” Chinese characters do not "
                    "count as letters, so text search would silently drop them.",
                    hint="Create it anew with `manage.py create_database`, or with LOCALE 'C.UTF-8'.",
                    id="riskcontrol.E002",
                )
            )
    return found
