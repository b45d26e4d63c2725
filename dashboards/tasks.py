"""Celery tasks: each runs one job of dashboards.jobs."""

from celery import shared_task

from dashboards import jobs


@shared_task
def recount() -> None:
    jobs.run("recount")


@shared_task
def snapshot() -> None:
    jobs.run("snapshot")
