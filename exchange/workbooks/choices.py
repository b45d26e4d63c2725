"""The closed lists of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.state_marks import set_marks


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read")
    READY = "ready", _("ready to be brought in")
    WRITING = "writing", _("being brought in")
    DONE = "done", _("brought in")
    REFUSED = "refused", _("could not be read")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")


set_marks(
    open=(ImportStatus.WAITING,),
    quarter=(ImportStatus.READING,),
    half=(ImportStatus.READY,),
    most=(ImportStatus.WRITING,),
    proven=(ImportStatus.DONE,),
    broken=(ImportStatus.REFUSED, ImportStatus.FAILED),
    struck=(ImportStatus.CANCELLED,),
)


class ExportStatus(models.TextChoices):
    WAITING = "waiting", _("waiting to be written")
    WRITING = "writing", _("being written")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


set_marks(
    open=(ExportStatus.WAITING,),
    most=(ExportStatus.WRITING,),
    proven=(ExportStatus.DONE,),
    broken=(ExportStatus.FAILED,),
)


class RowOutcome(models.TextChoices):
    NEW = "new", _("added")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


class Way(models.TextChoices):
    """How a question about the words of a cell is answered."""

    WORDS = "words", _("other words")
    EACH = "each", _("a risk point for each")
    ONE = "one", _("one post of this name")
    UNIT = "unit", _("no post: the whole unit")
