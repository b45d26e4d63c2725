"""The periodic assessment: every rule over every unit, as sets; the whole register at night, what changed at once.

A part of the register (a city) is done in one transaction by one worker: killed half-way it has done nothing, and is
begun anew. What is found twice is proposed once.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ground.lifecycle.changelog import recorded
from ground.work.local_days import local_days
from ground.work.runners import Runner
from ground.work.sql_files import sql
from riskwarnings.grounds import KEPT
from riskwarnings.indicators import INDICATORS, Indicator
from riskwarnings.models import Assessment, AssessmentPart, IndicatorVersion
from units.models import Unit

PROPOSE = sql("riskwarnings", "propose")
ASSESSED = """
    CREATE TEMPORARY TABLE assessed ON COMMIT DROP AS
    SELECT u.id AS unit_id, u.path FROM units_unit u
    WHERE NOT u.is_area AND u.status = 'active' AND {condition}"""
LINKED = """
    INSERT INTO warnings_warningsignal (warning_id, signal_id)
    SELECT w.id, s.id FROM warnings_warning w
    CROSS JOIN LATERAL jsonb_array_elements(w.grounds) AS g
    JOIN warnings_signal s ON s.id = (g ->> 'id')::bigint
    WHERE w.id = ANY(%s) AND g ->> 'kind' = 'signal'"""
TOUCHED = """
    DELETE FROM warnings_touched WHERE id IN (
        SELECT id FROM warnings_touched ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING unit_id"""
AT_ONCE = 20_000  # entries of what changed, which are few units
ACTION = "warning.propose"


def settings_of(indicator: Indicator, on: date) -> tuple[IndicatorVersion | None, dict[str, int], str]:
    """(version, parameters, level) of a rule on a day; the shipped ones where nobody has set others."""
    version = IndicatorVersion.objects.in_force(indicator.code, on)
    if version is None:
        return None, indicator.defaults, indicator.level.value
    # A parameter that a later release of the product has added is as it was shipped.
    return version, indicator.defaults | version.parameters, version.level


def hold_units(condition: str, arguments: dict[str, Any]) -> int:
    """Make the table of the units to assess, for this transaction; returns how many they are."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.assessed")  # of an earlier call in the same transaction
        with local_days(cursor):
            cursor.execute(ASSESSED.format(condition=condition), arguments)
        cursor.execute("CREATE INDEX ON assessed (unit_id)")
        cursor.execute("ANALYZE assessed")
        cursor.execute("SELECT count(*) FROM assessed")
        return int(cursor.fetchall()[0][0])


def run_rules(on: date) -> int:
    """Every rule over the units held; returns how many warnings were proposed."""
    proposed = 0
    for indicator in INDICATORS.values():
        version, parameters, level = settings_of(indicator, on)
        if version is None or version.is_on:
            proposed += _propose(indicator, version, parameters, level, on)
    return proposed


def _propose(
    indicator: Indicator, version: IndicatorVersion | None, parameters: dict[str, int], level: str, on: date
) -> int:
    ground = {
        "kind": "rule",
        "code": indicator.code,
        "version": version.version if version else 0,
        "parameters": parameters,
        "day": on.isoformat(),
    }
    words = indicator.text
    for name, value in parameters.items():
        words = words.replace(f"{{{name}}}", str(value))
    arguments: dict[str, Any] = parameters | {
        "on": on,
        "code": indicator.code,
        "level": level,
        "text": words,
        "at": timezone.now(),
    }
    arguments |= {"ground": json.dumps(ground), "kept": KEPT}
    with connection.cursor() as cursor:
        with local_days(cursor):
            cursor.execute(PROPOSE.replace("{query}", indicator.query), arguments)
            proposed = cursor.fetchall()
        made = [pk for (pk,) in proposed]
        if made:
            cursor.execute(LINKED, [made])
    return len(made)


def begin(*, by: Any = None, nightly: bool = False) -> Assessment | None:
    """A new assessment with its parts; None where tonight's was begun already."""
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(by=by, is_nightly=nightly)
            areas = Unit.objects.filter(depth=2, is_area=True)
            AssessmentPart.objects.bulk_create(
                AssessmentPart(assessment=assessment, area=area) for area in (*areas, None)
            )
    except IntegrityError:
        if not nightly:
            raise
        return None
    return assessment


def ask(*, by: Any = None, nightly: bool = False) -> int:
    """Begin an assessment and have workers do its parts; returns how many, none where tonight's was begun already."""
    assessment = begin(by=by, nightly=nightly)
    parts = list(assessment.parts.values_list("pk", flat=True)) if assessment else []
    for pk in parts:
        PARTS.hand_on(pk)
    return len(parts)


def recent() -> list[dict[str, Any]]:
    """The newest assessments with how far they are, for the page of the staff."""
    rows = []
    for assessment in Assessment.objects.prefetch_related("parts__area")[:5]:
        parts = list(assessment.parts.all())
        finished = [part for part in parts if part.is_done]
        ends = [part.finished_at for part in finished if part.finished_at]
        rows.append(
            {
                "assessment": assessment,
                "parts": parts,
                "is_at_work": any(part.is_at_work for part in parts),
                "percent": 100 * len(finished) // max(len(parts), 1),
                "units": sum(part.units for part in finished),
                "proposed": sum(part.proposed for part in finished),
                "finished_at": max(ends) if ends and len(ends) == len(parts) else None,
                "failed": any(part.error for part in parts),
            }
        )
    return rows


def _assess(part: AssessmentPart) -> None:
    with transaction.atomic(), recorded(None, action=ACTION):
        part.units = _hold(part)
        part.proposed = run_rules(part.assessment.on)
        part.finish("units", "proposed")


def _hold(part: AssessmentPart) -> int:
    if part.area:
        return hold_units("u.path LIKE %(below)s", {"below": f"{part.area.path}%"})
    # What lies below no city: the units of the province itself.
    cities = list(Unit.objects.filter(depth=2, is_area=True).values_list("path", flat=True))
    return hold_units("NOT left(u.path, 8) = ANY(%(cities)s)", {"cities": cities})


PARTS = Runner(
    "assessment", AssessmentPart.objects.select_related("assessment", "area"), _assess, is_tried_again=True
)
go_on, unfinished = PARTS.go_on, PARTS.unfinished


def assess_changed() -> int:
    """Every rule over the units about which something changed; returns how many warnings were proposed.

    What changed is taken off the list in the same transaction, so that a worker that is killed leaves it there.
    """
    proposed = 0
    while True:
        with transaction.atomic(), recorded(None, action=ACTION):
            with connection.cursor() as cursor:
                cursor.execute(TOUCHED, [AT_ONCE])
                units = sorted({pk for (pk,) in cursor.fetchall()})
            if not units:
                return proposed
            hold_units("u.id = ANY(%(units)s)", {"units": units})
            proposed += run_rules(timezone.localdate())
