"""The closed lists of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read")
    READY = "ready", _("ready to be brought in")
    WRITING = "writing", _("being brought in")
    DONE = "done", _("brought in")
    REFUSED = "refused", _("could not be read")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")


AT_WORK = (ImportStatus.WAITING, ImportStatus.READING, ImportStatus.WRITING)


class ExportStatus(models.TextChoices):
    WAITING = "waiting", _("waiting to be written")
    WRITING = "writing", _("being written")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


EXPORTS_AT_WORK = (ExportStatus.WAITING, ExportStatus.WRITING)


class Outcome(models.TextChoices):
    NEW = "new", _("added")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")
