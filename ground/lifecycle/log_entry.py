"""What every table of the change log is made from."""

from django.db import models
from pghistory.models import Event


class LogEntry(Event):
    """An entry of the change log; its number, the version of the row, is 64 bits wide."""

    # A province writes some ten million entries a year, and every edit of a set counts on: 32 bits would end.
    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
