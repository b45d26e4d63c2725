"""What every table of the change log is made from."""

from django.db import models
from pghistory import models as pghistory


class Event(pghistory.Event):
    """An entry of the change log. Its number is the version of the row; the tables bear this class's name."""

    # A full province begins with millions of entries and every edit of a set adds thousands: 32 bits would end.
    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
