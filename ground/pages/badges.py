"""Badges: states with their word, grades and levels with a shape as well."""

from functools import cache
from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ground.lifecycle.tones import set_tones, tone_of
from ground.work.models import AT_WORK, WorkStatus

# The floor below knows no tones.
set_tones(blue=AT_WORK, green=(WorkStatus.DONE,), red=(WorkStatus.FAILED,))


def badge(tone: str, words: Any) -> SafeString:
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone, words)


def status_badge(row: Any) -> SafeString:
    """The state of a row as a badge with its word."""
    return _status_badge(type(row), row.status, get_language())  # type: ignore[arg-type]


@cache  # as many as there are states, twice for two languages
def _status_badge(model: type[models.Model], status: str, language: str) -> SafeString:
    labels = dict(model._meta.get_field("status").flatchoices)  # type: ignore[union-attr]
    return badge(tone_of(status), labels[status])


def shaped_badge(value: models.TextChoices, tone: str, shape: str) -> SafeString:
    """One of a closed list whose order matters, with a shape for those who tell no colours apart."""
    return _shaped_badge(type(value), value, tone, shape, get_language())  # type: ignore[arg-type]


@cache
def _shaped_badge(of: type, value: models.TextChoices, tone: str, shape: str, language: str) -> SafeString:
    return format_html(
        '<span class="badge bg-{}-lt grade"><span aria-hidden="true">{}</span> {}</span>', tone, shape, value.label
    )
