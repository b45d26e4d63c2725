"""Grades of risk points in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ground.pages.badges import shaped_badge
from riskpoints.grading import Grade

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {Grade.HIGH: ("red", "▲"), Grade.MEDIUM: ("yellow", "◆"), Grade.LOW: ("azure", "●")}


@register.filter
def grade_badge(grade: str) -> SafeString:
    """A grade as a badge with shape and word; nothing for an empty one."""
    return shaped_badge(Grade(grade), *SHAPES[Grade(grade)]) if grade else mark_safe("")
