"""Celery tasks of measures."""

from celery import shared_task

from measures import planning


@shared_task
def put_plans_in_force() -> int:
    return planning.put_in_force()
