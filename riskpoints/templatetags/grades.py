"""Grades of risk points in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from ground.pages.marks import DIAMOND, DISC, TRIANGLE, mark, ordered_mark
from riskpoints.grading import Grade

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {Grade.HIGH: ("high", TRIANGLE), Grade.MEDIUM: ("medium", DIAMOND), Grade.LOW: ("low", DISC)}
# Where many stand beside each other.
SHORT = {
    Grade.HIGH: pgettext_lazy("grade in short", "high"),
    Grade.MEDIUM: pgettext_lazy("grade in short", "medium"),
    Grade.LOW: pgettext_lazy("grade in short", "low"),
}


@register.filter
def grade_mark(grade: str) -> SafeString:
    """A grade as a shape and its shortest word, for tables; nothing for an empty one."""
    if not grade:
        return mark_safe("")
    tone, drawing = SHAPES[Grade(grade)]
    return mark(SHORT[Grade(grade)], drawing, tone)


@register.filter
def grade_badge(grade: str) -> SafeString:
    """A grade as a shape and its word; nothing for an empty one."""
    return ordered_mark(Grade(grade), *SHAPES[Grade(grade)]) if grade else mark_safe("")
