from celery import shared_task

from ground.pages import idempotency


@shared_task
def forget() -> int:
    """Drop the answers kept for repeated requests, once nobody repeats them any more."""
    return idempotency.forget()
