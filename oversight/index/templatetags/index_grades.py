"""Grades of integrity indexes in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ground.pages.marks import DIAMOND, DISC, SQUARE, ordered_mark
from oversight.index.choices import IndexGrade

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {IndexGrade.A: ("done", DISC), IndexGrade.B: ("medium", DIAMOND), IndexGrade.C: ("high", SQUARE)}


@register.filter
def index_badge(grade: str) -> SafeString:
    """The grade of an integrity index as a shape and its words; nothing for an empty one."""
    return ordered_mark(IndexGrade(grade), *SHAPES[IndexGrade(grade)]) if grade else mark_safe("")
