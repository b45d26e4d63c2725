"""Marks: a word with a shape, so that it is read in black and white too.

States have rings that fill, grades solid shapes, levels of warnings bars. Drawings are 12 units
wide, in the colour that the style sheet gives them.
"""

from functools import cache
from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language

from ground.lifecycle.state_marks import StateMark, mark_of, set_marks
from ground.work.models import WorkStatus

# The floor below knows no marks.
set_marks(
    open=(WorkStatus.WAITING,), half=(WorkStatus.WORKING,), proven=(WorkStatus.DONE,), broken=(WorkStatus.FAILED,)
)

RING = '<circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" stroke-width="1.4"/>'
TICK = '<path d="m3.4 6.2 1.9 1.8 3.3-3.8" fill="none" stroke="#fff" stroke-width="1.5"/>'
STATE_DRAWINGS = {
    StateMark.BEGUN: RING.replace("/>", ' stroke-dasharray="2 1.7"/>'),
    StateMark.OPEN: RING,
    StateMark.QUARTER: RING + '<path d="M6 6V1.3A4.7 4.7 0 0 1 10.7 6z" fill="currentColor"/>',
    StateMark.HALF: RING + '<path d="M6 1.3a4.7 4.7 0 0 1 0 9.4z" fill="currentColor"/>',
    StateMark.MOST: RING + '<path d="M6 6V1.3A4.7 4.7 0 1 1 1.3 6z" fill="currentColor"/>',
    StateMark.FULL: '<circle cx="6" cy="6" r="5.4" fill="currentColor"/>',
    StateMark.PROVEN: '<circle cx="6" cy="6" r="5.4" fill="currentColor"/>' + TICK,
    StateMark.BACK: '<path d="M4.5 2 1.5 5l3 3M1.8 5H8a2.7 2.7 0 0 1 0 5.4H5.5" fill="none" stroke="currentColor" '
    'stroke-width="1.5"/>',
    StateMark.RAISED: '<path d="M6 11V1.8M2.4 5.4 6 1.8l3.6 3.6" fill="none" stroke="currentColor" '
    'stroke-width="1.5"/>',
    StateMark.STRUCK: RING + '<path d="m3 9 6-6" stroke="currentColor" stroke-width="1.4"/>',
    StateMark.BROKEN: '<path d="M3.6.5h4.8l3.1 3.1v4.8l-3.1 3.1H3.6L.5 8.4V3.6z" fill="currentColor"/>'
    '<path d="M6 3v3.6M6 7.8v1.4" stroke="#fff" stroke-width="1.5"/>',
}
TRIANGLE = '<path d="M6 1 11.5 11H.5z" fill="currentColor"/>'
DIAMOND = '<path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor"/>'
DISC = '<circle cx="6" cy="6" r="5" fill="currentColor"/>'
SQUARE = '<path d="M1 1h10v10H1z" fill="currentColor"/>'


def bars(n: int) -> str:
    """Three bars that rise, the first `n` filled."""
    return "".join(
        f'<rect x="{x}" y="{y}" width="3" height="{11 - y:g}" fill="currentColor"'
        + (' opacity=".25"/>' if k >= n else "/>")
        for k, (x, y) in enumerate(((0.5, 8), (4.5, 4.8), (8.5, 1.6)))
    )


def mark(words: Any, drawing: str, tone: str) -> SafeString:
    """`words` after a drawing, with a capital, since they stand alone. tone: state, high, medium, low or done, as the
    style sheets colour them."""
    return format_html(
        '<span class="mark mark-{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        tone,
        mark_safe(drawing),  # of this module, never from a user
        capfirst(words),
    )


def state_mark(state: str, words: Any) -> SafeString:
    """A state of a row as its ring with its word."""
    shape = mark_of(state)
    return mark(words, STATE_DRAWINGS[shape], f"state is-{shape}")


def status_badge(row: Any) -> SafeString:
    """The state of a row as its mark with its word."""
    return _status_badge(type(row), row.status, get_language())  # type: ignore[arg-type]


@cache  # as many as there are states, twice for two languages
def _status_badge(model: type[models.Model], status: str, language: str) -> SafeString:
    labels = dict(model._meta.get_field("status").flatchoices)  # type: ignore[union-attr]
    return state_mark(status, labels[status])


def ordered_mark(value: models.TextChoices, tone: str, drawing: str) -> SafeString:
    """One of a closed list whose order matters, with a shape for those who tell no colours apart."""
    return _ordered_mark(type(value), value, tone, drawing, get_language())  # type: ignore[arg-type]


@cache
def _ordered_mark(of: type, value: models.TextChoices, tone: str, drawing: str, language: str) -> SafeString:
    return mark(value.label, drawing, tone)
