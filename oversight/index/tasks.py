"""Celery tasks of the integrity index."""

from celery import shared_task

from oversight.index import computations


@shared_task
def compute(pk: int) -> None:
    computations.go_on(pk)


@shared_task
def resume() -> None:
    """Go on with what a worker left when it was killed."""
    for pk in computations.unfinished():
        computations.go_on(pk)
