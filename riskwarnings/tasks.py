"""Celery tasks of warnings; when they run stands in riskcontrol/schedule.py."""

from typing import Any

from celery import shared_task

from ground.work.jobs import job
from riskwarnings import assessments, escalations


@job
def assess() -> dict[str, Any]:
    """Begin tonight's assessment; workers do its parts."""
    return {"parts": assessments.ask(nightly=True)}


@job
def escalate() -> dict[str, Any]:
    """Take warnings that were not answered in time one level up."""
    return {"escalated": escalations.escalate()}


@shared_task
def assess_changed() -> int:
    return assessments.assess_changed()
