"""Celery tasks: each runs one job of dashboards.jobs."""

from celery import shared_task

from oversight.coverage import area_figures, jobs


@shared_task
def recount() -> None:
    jobs.run("recount")


@shared_task
def snapshot() -> None:
    jobs.run("snapshot")


@shared_task
def escalate() -> None:
    jobs.run("escalate")


@shared_task
def assess() -> None:
    jobs.run("assess")


@shared_task
def fold() -> None:
    """Keep the ledgers short; too frequent for the page of the jobs."""
    area_figures.fold()
