"""Celery tasks of warnings."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from riskwarnings import assessments, dry_runs


@shared_task
def assess_part(pk: int) -> None:
    assessments.go_on(pk)


@shared_task
def dry_run(pk: int) -> None:
    dry_runs.go_on(pk)


@shared_task
def resume() -> None:
    """Go on with what a worker left when it was killed, and assess what changed."""
    for pk in assessments.unfinished():
        assessments.go_on(pk)
    for pk in dry_runs.unfinished():
        dry_runs.go_on(pk)
    assessments.assess_changed()


@worker_ready.connect
def go_on_at_once(**_options: Any) -> None:
    """What a killed worker left goes on when the next one starts, not only within the minute."""
    resume.delay()
