"""Grades of integrity indexes in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ground.pages.badges import shaped_badge
from oversight.index.choices import IndexGrade

register = template.Library()

# Tone and shape: colour never stands alone.
SHAPES = {IndexGrade.A: ("green", "●"), IndexGrade.B: ("yellow", "▲"), IndexGrade.C: ("red", "■")}


@register.filter
def index_badge(grade: str) -> SafeString:
    """The grade of an integrity index as a badge with shape and words; nothing for an empty one."""
    return shaped_badge(IndexGrade(grade), *SHAPES[IndexGrade(grade)]) if grade else mark_safe("")
