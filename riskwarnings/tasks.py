"""Celery tasks of warnings."""

from celery import shared_task

from riskwarnings import escalating


@shared_task
def escalate() -> int:
    return escalating.escalate()
