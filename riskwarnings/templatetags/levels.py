"""Levels of warnings in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ground.pages.badges import shaped_badge
from riskwarnings.choices import WarningLevel

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {WarningLevel.RED: ("red", "■"), WarningLevel.YELLOW: ("yellow", "▲"), WarningLevel.BLUE: ("azure", "●")}


@register.filter
def level_badge(level: str) -> SafeString:
    """The level of a warning as a badge with shape and word; nothing for an empty one."""
    return shaped_badge(WarningLevel(level), *SHAPES[WarningLevel(level)]) if level else mark_safe("")
