"""Celery tasks of spreadsheets; when they run stands in riskcontrol/schedule.py."""

from celery import shared_task

from exchange.workbooks import retention


@shared_task
def forget() -> int:
    return retention.forget()
