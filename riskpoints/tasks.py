"""Celery tasks of risk points; when they run stands in riskcontrol/schedule.py."""

from celery import shared_task

from riskpoints.models import unsaved_filings


@shared_task
def forget_unsaved() -> int:
    """Drop what was typed into the workspace and left lying."""
    return unsaved_filings.forget()
