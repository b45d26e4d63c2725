"""The closed lists of the library."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.state_marks import set_marks


class EntryStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    OFFERED = "offered", _("offered")
    WITHDRAWN = "out", _("taken out")


set_marks(open=(EntryStatus.PROPOSED,), full=(EntryStatus.OFFERED,), struck=(EntryStatus.WITHDRAWN,))
