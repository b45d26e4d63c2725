"""How long what a person dealt with had waited for them, read from the change log."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.deeds import since_monday, stateful
from ground.lifecycle.changelog import event_model
from ground.lifecycle.workdays import working_days_until

# For the rows that changed in these contexts: the day on which they had come into the state that the step ended, the
# day of the step, and how many rows have both. A row without an earlier entry waited for nobody.
WAITED = """
WITH entry AS (
    SELECT pgh_id, pgh_obj_id, pgh_context_id, pgh_created_at, status,
           lag(status) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_created_at, pgh_id) AS before
    FROM {log}
    WHERE pgh_obj_id IN (
        SELECT pgh_obj_id FROM {log} WHERE pgh_context_id = ANY(%(keys)s) AND pgh_created_at = ANY(%(times)s)
    )
), step AS (
    SELECT pgh_context_id, pgh_created_at AS at,
           lag(pgh_created_at) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_created_at, pgh_id) AS since
    FROM entry WHERE status IS DISTINCT FROM before
)
SELECT (since AT TIME ZONE %(zone)s)::date, (at AT TIME ZONE %(zone)s)::date, count(*)
FROM step WHERE pgh_context_id = ANY(%(keys)s) AND since IS NOT NULL GROUP BY 1, 2
"""


def days_taken(user: Any) -> float | None:
    """The mean of working days that the rows of this week's steps of `user` had waited; None without such rows. A
    query for each kind of row among them."""
    by_kind: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for action, key, at in since_monday(user).values_list("metadata__action", "pk", "created_at"):
        by_kind[action.partition(".")[0]].append((key, at))
    rows = days = 0
    with connection.cursor() as cursor:
        for kind, contexts in by_kind.items():
            log = event_model(stateful()[kind])._meta.db_table
            keys, times = zip(*contexts, strict=True)
            asked: dict[str, Any] = {
                "keys": list(keys),
                "times": list(times),
                "zone": timezone.get_current_timezone_name(),
            }
            cursor.execute(WAITED.format(log=connection.ops.quote_name(log)), asked)
            for since, on, count in cursor.fetchall():
                rows += count
                days += count * working_days_until(on, since)
    return days / rows if rows else None
