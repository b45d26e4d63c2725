"""The Celery tasks of work in the background: one step of one row, and all that was left behind."""

from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_ready

from ground.work.runners import runner_of
from riskcontrol.schedule import JOBS, WORK


@shared_task
def go_on(name: str, pk: int) -> None:
    runner_of(name).go_on(pk)


@shared_task
def resume() -> None:
    """Go on with what a worker left when it was killed, of every kind; where one is at it, nothing happens."""
    for name in WORK:
        runner_of(name).resume()


@worker_ready.connect
def begin_at_once(**_options: Any) -> None:
    """What a killed worker left goes on when the next one starts, not only within the minute."""
    for job in JOBS.values():
        if job.at_start:
            current_app.send_task(job.task)
