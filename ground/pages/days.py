"""Days instead of times, where a finer time would say too much."""

from datetime import datetime

from django.utils import timezone


def start_of_day(at: datetime) -> datetime:
    """The beginning of the day on which `at` lies for people."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
