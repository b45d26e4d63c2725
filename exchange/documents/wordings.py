"""The forms that an office may word itself: the product's own template of each, and fields to try one with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from exchange.documents import register_form, warning_letters
from exchange.documents.models import DocumentKind

DOCX = Path(__file__).resolve().parent / "docx"
SAMPLES: dict[str, Callable[[], dict[str, Any]]] = {
    DocumentKind.REGISTER: register_form.sample,
    DocumentKind.NOTICE: warning_letters.sample,
    DocumentKind.FEEDBACK: warning_letters.sample,
}
TITLES: dict[DocumentKind, str] = {DocumentKind.REGISTER: register_form.FORM.title} | warning_letters.TITLES


def own(form: str) -> Path:
    """The product's own template."""
    return DOCX / f"{form}.docx"
