"""Grades of risk points in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ground.pages.marks import DIAMOND, DISC, TRIANGLE, ordered_mark
from riskpoints.grading import Grade

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {Grade.HIGH: ("high", TRIANGLE), Grade.MEDIUM: ("medium", DIAMOND), Grade.LOW: ("low", DISC)}


@register.filter
def grade_badge(grade: str) -> SafeString:
    """A grade as a shape and its word; nothing for an empty one."""
    return ordered_mark(Grade(grade), *SHAPES[Grade(grade)]) if grade else mark_safe("")
