"""Celery tasks of warnings."""

from celery import shared_task

from riskwarnings import assessing, trying


@shared_task
def assess_part(pk: int) -> None:
    assessing.go_on(pk)


@shared_task
def dry_run(pk: int) -> None:
    trying.go_on(pk)


@shared_task
def resume() -> None:
    """Go on with what a worker left when it was killed, and assess what changed."""
    for pk in assessing.unfinished():
        assessing.go_on(pk)
    for pk in trying.unfinished():
        trying.go_on(pk)
    assessing.assess_changed()
