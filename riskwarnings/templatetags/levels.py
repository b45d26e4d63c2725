"""Levels of warnings in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ground.pages.marks import bars, mark, ordered_mark
from riskwarnings.choices import WarningLevel

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {
    WarningLevel.RED: ("high", bars(3)),
    WarningLevel.YELLOW: ("medium", bars(2)),
    WarningLevel.BLUE: ("low", bars(1)),
}


# In rows of a list, where what follows from the level says nothing more.
SHORT = {WarningLevel.RED: _("red"), WarningLevel.YELLOW: _("yellow"), WarningLevel.BLUE: _("blue")}


@register.filter
def level_mark(level: str) -> SafeString:
    """The level of a warning as bars and one word; nothing for an empty one."""
    if not level:
        return mark_safe("")
    tone, drawing = SHAPES[WarningLevel(level)]
    return mark(SHORT[WarningLevel(level)], drawing, tone)


@register.filter
def level_badge(level: str) -> SafeString:
    """The level of a warning as bars and its word; nothing for an empty one."""
    return ordered_mark(WarningLevel(level), *SHAPES[WarningLevel(level)]) if level else mark_safe("")
