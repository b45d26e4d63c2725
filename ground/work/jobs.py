"""Periodic jobs: each run leaves a row, and two runs of one job never work at the same time.

Which there are, and when, stands in riskcontrol/schedule.py; what one does is a task of its app.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.module_loading import import_string

from ground.work.locks import alone
from ground.work.models import JobRun
from riskcontrol.schedule import JOBS

Deed = Callable[[], dict[str, Any]]

# Those that leave rows.
SHOWN = {name: facts for name, facts in JOBS.items() if facts.label}
DEEDS: dict[str, Deed] = {}
SHOWN_RUNS = 10


def job(deed: Deed) -> Any:
    """Decorator: the Celery task of the job that has the name of the function; it returns the facts of its JobRun."""
    name = deed.__name__
    DEEDS[name] = deed

    @shared_task
    @wraps(deed)
    def task() -> None:
        run(name)

    return task


def run(name: str) -> JobRun:
    """Run a job and record how it went; a second run at the same time is skipped and says so.

    The lock belongs to the database session, so a killed worker frees it by dying.
    """
    import_string(SHOWN[name].task)  # registers what it does, where no worker has loaded all tasks
    record = JobRun.objects.create(name=name)
    with alone(name) as mine:
        if not mine:
            return _finish(record, JobRun.Outcome.SKIPPED, {})
        try:
            _close_lost_runs(name, record)
            return _finish(record, JobRun.Outcome.DONE, DEEDS[name]())
        except Exception:
            _finish(record, JobRun.Outcome.FAILED, {"error": traceback.format_exc(limit=5)})
            raise


def ask(name: str) -> None:
    """Have a worker run it now."""
    import_string(SHOWN[name].task).delay()


def overview() -> list[dict[str, Any]]:
    """Every job that leaves rows, with its time of day and its newest runs, for the page of the staff."""
    rows = []
    for name, facts in SHOWN.items():
        runs = list(JobRun.objects.filter(name=name)[:SHOWN_RUNS])
        rows.append({"name": name, "job": facts, "at": facts.at, "last": runs[0] if runs else None, "runs": runs})
    return rows


def _close_lost_runs(name: str, current: JobRun) -> None:
    # Whoever holds the lock is the only one at work: older rows still "running" belong to killed workers.
    lost = JobRun.objects.filter(name=name, outcome=JobRun.Outcome.RUNNING).exclude(pk=current.pk)
    lost.update(outcome=JobRun.Outcome.FAILED, finished_at=timezone.now())


def _finish(record: JobRun, outcome: JobRun.Outcome, detail: dict[str, Any]) -> JobRun:
    record.outcome, record.detail, record.finished_at = outcome, detail, timezone.now()
    record.save(update_fields=["outcome", "detail", "finished_at"])
    return record
