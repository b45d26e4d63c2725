"""Grades of integrity indexes in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ground.pages.badges import shaped_badge
from oversight.index.choices import Grade

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {Grade.A: ("green", "●"), Grade.B: ("yellow", "▲"), Grade.C: ("red", "■")}


@register.filter
def index_badge(grade: str) -> SafeString:
    """The grade of an integrity index as a badge with shape and words; nothing for an empty one."""
    return shaped_badge(Grade(grade), *SHAPES[Grade(grade)]) if grade else mark_safe("")
