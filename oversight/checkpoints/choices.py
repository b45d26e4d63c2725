"""Closed lists of the checkpoints."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckpointKind(models.TextChoices):
    HOUR = "hour", _("of the hour")
    DAY = "day", _("of the day")


class Breach(models.TextChoices):
    """What can be wrong with the log; the words are said of an entry or of a checkpoint."""

    CHANGED = "changed", _("the entry was changed after it was sealed")
    REMOVED = "removed", _("the entry was removed")
    INSERTED = "inserted", _("the entry was inserted among those that were sealed")
    DATED_BACK = "dated_back", _("the entry bears a time long before it was written")
    COLUMN_GONE = "column_gone", _("a column of the sealed entries is gone")
    CHECKPOINT = "checkpoint", _("the checkpoint is not as it was signed")
    MISSING = "missing", _("the checkpoint is missing")
    KEY = "key", _("the checkpoint is signed by a key that is not at hand")
