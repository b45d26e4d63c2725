"""Who is told that measures are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.notices import Kind, due

DUE = """
    SELECT g.user_id, count(*) FROM measures_measure m
    JOIN accounts_rolegrant g ON g.unit_id = m.unit_id AND g.role = 'liaison' AND g.withdrawn_at IS NULL
         AND g.valid_from <= %(today)s AND (g.valid_until IS NULL OR g.valid_until >= %(today)s)
    JOIN accounts_user a ON a.id = g.user_id AND a.is_active
    WHERE m.status = 'planned' AND m.due_on <= %(until)s GROUP BY 1"""


@due
def measures() -> Iterator[tuple[int, Kind, int, str]]:
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"today": today, "until": today + timedelta(days=1)})
        for person, count in cursor.fetchall():
            yield person, Kind.MEASURES, count, f"{reverse('measures:list')}?overdue=true"
