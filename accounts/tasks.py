from celery import shared_task

from accounts import deliveries, notices


@shared_task
def remind() -> int:
    """Tell everybody what is due."""
    return notices.remind()


@shared_task
def deliver() -> int:
    """Send what is new by the channels of each person."""
    return deliveries.deliver()


@shared_task
def digest() -> int:
    """Mail what was not read."""
    return notices.digest()
