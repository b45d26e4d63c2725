"""Celery tasks of measures."""

from celery import shared_task

from measures import control_plans


@shared_task
def put_plans_in_force() -> int:
    return control_plans.put_in_force()
