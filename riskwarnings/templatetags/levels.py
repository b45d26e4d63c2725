"""Levels of warnings in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ground.pages.marks import bars, ordered_mark
from riskwarnings.choices import WarningLevel

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {
    WarningLevel.RED: ("high", bars(3)),
    WarningLevel.YELLOW: ("medium", bars(2)),
    WarningLevel.BLUE: ("low", bars(1)),
}


@register.filter
def level_badge(level: str) -> SafeString:
    """The level of a warning as bars and its word; nothing for an empty one."""
    return ordered_mark(WarningLevel(level), *SHAPES[WarningLevel(level)]) if level else mark_safe("")
