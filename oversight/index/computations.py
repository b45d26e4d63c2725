"""Computing an index: freeze the inputs of every unit, then make everything else from these alone.

One transaction by one worker: killed half-way it has done nothing, and is begun anew. A computation whose period went
another way meanwhile leaves nothing behind.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ground.lifecycle.changelog import recorded
from ground.work.local_days import local_days
from ground.work.runners import Runner
from ground.work.sql_files import sql
from oversight.index.choices import PeriodStatus
from oversight.index.models import Computation, Period

GATHER, SCORE = (sql("oversight.index", name) for name in ("gather", "score"))
# What `scored` and the figures have in common.
RESULTS = ("parts", "added", "deducted", "is_grave", "score", "grade", "rank", "ranked", "units")
KEEP = f"""
    UPDATE index_figure f SET {", ".join(f"{name} = s.{name}" for name in RESULTS)}
    FROM scored s WHERE s.figure_id = f.id"""
KEEP_GROUPS = """
    INSERT INTO index_grouppart (computation_id, "group", part_id, units, n, mean, likeness)
    SELECT %(computation)s, grp, part_id, units, n, mean, likeness FROM grouped"""
DIFFER = f"""
    SELECT count(*) FROM scored s JOIN index_figure f ON f.id = s.figure_id
    WHERE {" OR ".join(f"f.{name} IS DISTINCT FROM s.{name}" for name in RESULTS)}"""
TEMPORARY = ("measured", "counted", "taken", "shares", "grouped", "valued", "summed", "adjusted", "held", "scored")


def _compute(computation: Computation) -> None:
    with transaction.atomic(), recorded(None, action="period.finish"):
        _compute_once(computation)


def _compute_once(computation: Computation) -> None:
    period = Period.objects.select_for_update(of=("self",)).select_related("unit").get(pk=computation.period_id)
    if period.status != PeriodStatus.COMPUTING:
        Computation.objects.filter(pk=computation.pk).delete()
        return
    on = min(period.ends_on, timezone.localdate())
    parameters: dict[str, Any] = {
        "period": period.pk,
        "below": f"{period.unit.path}%",
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "on": on,
    }
    with connection.cursor() as cursor:
        _prepare(cursor)
        with local_days(cursor):
            for statement in _statements(GATHER):
                cursor.execute(statement, parameters | _keys(computation))
        cursor.execute("ANALYZE index_figure")
        _score(cursor, computation)
        cursor.execute(KEEP)
        cursor.execute(KEEP_GROUPS, _keys(computation))
        cursor.execute(
            "SELECT count(*) FROM scored s JOIN index_figure f ON f.id = s.figure_id"
            " WHERE NOT f.is_area AND s.score IS NOT NULL"
        )
        [(computation.units,)] = cursor.fetchall()
    computation.on = timezone.localdate()
    computation.finish("on", "units")
    period.perform("finish", by=None)


def _prepare(cursor: Any) -> None:
    cursor.execute("SET LOCAL work_mem = '128MB'")
    # Of an earlier computation in the same transaction.
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in TEMPORARY)}")


def _keys(computation: Computation) -> dict[str, Any]:
    return {"computation": computation.pk, "sheet": computation.period.sheet_id}


def _statements(text: str) -> list[str]:
    return [part for part in text.split(";\n") if part.strip()]


def _score(cursor: Any, computation: Computation) -> None:
    for statement in _statements(SCORE):
        cursor.execute(statement, _keys(computation))


def differing(computation: Computation) -> int:
    """Compute anew from the frozen inputs, and tell how many figures differ from what is kept: it must be none."""
    with transaction.atomic(), connection.cursor() as cursor:
        _prepare(cursor)
        _score(cursor, computation)
        cursor.execute(DIFFER)
        [(count,)] = cursor.fetchall()
        transaction.set_rollback(True)
    return int(count)


COMPUTATIONS = Runner("index", Computation.objects.select_related("period__unit"), _compute, is_tried_again=True)
go_on, unfinished = COMPUTATIONS.go_on, COMPUTATIONS.unfinished
