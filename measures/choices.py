"""The closed lists of measures and rules (DOMAIN section 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    PROCEDURE = "procedure", _("control by procedure")
    DIVISION = "division", _("control by division of power")
    OPENNESS = "openness", _("control by openness")
    WARNING = "warning", _("control by warning")


# The words that data files and offices use for them.
METHOD_WORDS = {
    "程序": Method.PROCEDURE,
    "分权": Method.DIVISION,
    "公开": Method.OPENNESS,
    "预警": Method.WARNING,
}


class MeasureStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    IN_FORCE = "in_force", _("in force")
    VERIFIED = "verified", _("verified")
    ENDED = "ended", _("ended")


class RuleStatus(models.TextChoices):
    IN_FORCE = "in_force", _("in force")
    REVISED = "revised", _("revised")
    ABOLISHED = "abolished", _("abolished")
