"""The closed lists of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.tones import set_tones


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read")
    READY = "ready", _("ready to be brought in")
    WRITING = "writing", _("being brought in")
    DONE = "done", _("brought in")
    REFUSED = "refused", _("could not be read")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")


set_tones(
    blue=(ImportStatus.WAITING, ImportStatus.READING, ImportStatus.WRITING),
    orange=(ImportStatus.READY,),
    green=(ImportStatus.DONE,),
    red=(ImportStatus.REFUSED, ImportStatus.FAILED),
    secondary=(ImportStatus.CANCELLED,),
)


class ExportStatus(models.TextChoices):
    WAITING = "waiting", _("waiting to be written")
    WRITING = "writing", _("being written")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


set_tones(blue=(ExportStatus.WAITING, ExportStatus.WRITING), green=(ExportStatus.DONE,), red=(ExportStatus.FAILED,))


class RowOutcome(models.TextChoices):
    NEW = "new", _("added")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")
