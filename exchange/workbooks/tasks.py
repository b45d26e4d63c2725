"""Celery tasks of imports."""

from celery import shared_task

from exchange.workbooks import retention
from exchange.workbooks.incoming import import_work
from exchange.workbooks.models import Export, Import
from exchange.workbooks.outgoing import export_work


@shared_task
def go_on(pk: int) -> None:
    import_work.go_on(pk)


@shared_task
def resume() -> None:
    """Go on with what a worker left when it was killed; where one is at it, nothing happens."""
    for pk in Import.objects.at_work().values_list("pk", flat=True):
        import_work.go_on(pk)
    for pk in Export.objects.at_work().values_list("pk", flat=True):
        export_work.go_on(pk)


@shared_task
def give(pk: int) -> None:
    export_work.go_on(pk)


@shared_task
def forget() -> int:
    return retention.forget()
