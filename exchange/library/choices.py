"""The closed lists of the library."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.tones import set_tones


class EntryStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    OFFERED = "offered", _("offered")
    WITHDRAWN = "out", _("taken out")


set_tones(orange=(EntryStatus.PROPOSED,), green=(EntryStatus.OFFERED,), secondary=(EntryStatus.WITHDRAWN,))
