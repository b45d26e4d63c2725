"""Periodic jobs: each run leaves a row, and two runs of one job never work at the same time."""

from __future__ import annotations

import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.coverage import area_figures
from oversight.coverage.models import JobRun
from riskwarnings import assessments, escalations
from riskwarnings.models import Assessment
from riskwarnings.tasks import assess_part


def recount() -> dict[str, Any]:
    """Count the coverage of every unit anew and report any difference."""
    result = area_figures.recount()
    return {
        "units": result.units,
        "wrong": result.wrong[:100],
        "wrong_count": len(result.wrong),
        "wrong_sums": result.wrong_sums,
    }


def snapshot() -> dict[str, Any]:
    """Keep the day's coverage of every area for the trend."""
    return {"areas": area_figures.take_snapshot()}


def escalate() -> dict[str, Any]:
    """Take warnings that were not answered in time one level up."""
    return {"escalated": escalations.escalate()}


def assess(by: Any = None) -> dict[str, Any]:
    """Begin an assessment, tonight's where nobody asked for it; workers do its parts."""
    assessment = assessments.begin(by=by, nightly=by is None)
    parts = list(assessment.parts.values_list("pk", flat=True)) if assessment else []
    for pk in parts:
        assess_part.delay(pk)
    return {"parts": len(parts)}


@dataclass(frozen=True)
class Job:
    """A periodic job: its name and explanation for people, and the function that does the work."""

    label: Promise
    explained: Promise
    work: Callable[[], dict[str, Any]]


JOBS = {
    "recount": Job(
        _("Recount of coverage"),
        _("Counts the coverage of every unit anew, mends what differs and names it."),
        recount,
    ),
    "snapshot": Job(
        _("Daily snapshot of coverage"),
        _("Keeps the day's coverage of every area for the trend."),
        snapshot,
    ),
    "escalate": Job(
        _("Escalation of warnings"),
        _("Takes warnings that were not answered by their day one level up, to the level above."),
        escalate,
    ),
    "assess": Job(
        _("Assessment of the register"),
        _("Runs every indicator rule over every unit, city by city, and proposes warnings."),
        assess,
    ),
}


def run(name: str) -> JobRun:
    """Run a job and record how it went; a second run at the same time is skipped and says so.

    The lock belongs to the database session, so a killed worker frees it by dying.
    """
    key = zlib.crc32(f"riskcontrol.{name}".encode())
    record = JobRun.objects.create(name=name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            return _finish(record, JobRun.Outcome.SKIPPED, {})
        try:
            _close_lost_runs(name, record)
            return _finish(record, JobRun.Outcome.DONE, JOBS[name].work())
        except Exception:
            _finish(record, JobRun.Outcome.FAILED, {"error": traceback.format_exc(limit=5)})
            raise
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def overview() -> list[dict[str, Any]]:
    """Every job with its schedule and its newest runs, for the page of the staff."""
    rows = []
    for name, job in JOBS.items():
        schedule: Any = settings.CELERY_BEAT_SCHEDULE[name]["schedule"]
        runs = list(JobRun.objects.filter(name=name)[:10])
        rows.append(
            {
                "name": name,
                "job": job,
                "at": f"{next(iter(schedule.hour)):02d}:{next(iter(schedule.minute)):02d}",
                "last": runs[0] if runs else None,
                "runs": runs,
            }
        )
    return rows


def recent_assessments() -> list[dict[str, Any]]:
    """The newest assessments with how far they are."""
    rows = []
    for assessment in Assessment.objects.prefetch_related("parts__area")[:5]:
        parts = list(assessment.parts.all())
        finished = [part for part in parts if part.finished_at]
        ends = [part.finished_at for part in finished if part.finished_at]
        rows.append(
            {
                "assessment": assessment,
                "parts": parts,
                "percent": 100 * len(finished) // max(len(parts), 1),
                "units": sum(part.units for part in finished),
                "proposed": sum(part.proposed for part in finished),
                "finished_at": max(ends) if ends and len(ends) == len(parts) else None,
                "failed": any(part.error for part in parts if not part.finished_at),
            }
        )
    return rows


def _close_lost_runs(name: str, current: JobRun) -> None:
    # Whoever holds the lock is the only one at work: older rows still "running" belong to killed workers.
    lost = JobRun.objects.filter(name=name, outcome=JobRun.Outcome.RUNNING).exclude(pk=current.pk)
    lost.update(outcome=JobRun.Outcome.FAILED, finished_at=timezone.now())


def _finish(record: JobRun, outcome: JobRun.Outcome, detail: dict[str, Any]) -> JobRun:
    record.outcome, record.detail, record.finished_at = outcome, detail, timezone.now()
    record.save(update_fields=["outcome", "detail", "finished_at"])
    return record
