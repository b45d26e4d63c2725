"""The closed lists of measures and rules (DOMAIN section 4)."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ground.lifecycle.state_marks import set_marks


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


def names_of(methods: Iterable[str]) -> list[Any]:
    return [Method(method).label for method in methods]


def lacking(asked: Iterable[str], live: Collection[str]) -> list[str]:
    """The methods that are asked for and that no live measure has."""
    return [method for method in asked if method not in live]


class MeasureStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    IN_FORCE = "in_force", pgettext_lazy("measure", "in force")
    VERIFIED = "verified", _("verified")
    ENDED = "ended", _("ended")


set_marks(
    open=(MeasureStatus.PLANNED,),
    full=(MeasureStatus.IN_FORCE,),
    proven=(MeasureStatus.VERIFIED,),
    struck=(MeasureStatus.ENDED,),
)


class RuleStatus(models.TextChoices):
    IN_FORCE = "in_force", _("in force")
    REVISED = "revised", _("revised")
    ABOLISHED = "abolished", _("abolished")


set_marks(full=(RuleStatus.IN_FORCE,), struck=(RuleStatus.REVISED, RuleStatus.ABOLISHED))
