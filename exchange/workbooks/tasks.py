"""Celery tasks of imports."""

from celery import shared_task

from exchange.workbooks import keeping, running, writing_out
from exchange.workbooks.models import Export, Import


@shared_task
def go_on(pk: int) -> None:
    running.go_on(pk)


@shared_task
def resume() -> None:
    """Go on with what a worker left when it was killed; where one is at it, nothing happens."""
    for pk in Import.objects.at_work().values_list("pk", flat=True):
        running.go_on(pk)
    for pk in Export.objects.at_work().values_list("pk", flat=True):
        writing_out.go_on(pk)


@shared_task
def give(pk: int) -> None:
    writing_out.go_on(pk)


@shared_task
def forget() -> int:
    return keeping.forget()
