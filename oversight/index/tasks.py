"""Celery tasks of the integrity index."""

from celery import shared_task

from oversight.index import computing


@shared_task
def compute(pk: int) -> None:
    computing.go_on(pk)


@shared_task
def resume() -> None:
    """Go on with what a worker left when it was killed."""
    for pk in computing.unfinished():
        computing.go_on(pk)
