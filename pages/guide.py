"""Help where it is needed: a few sentences for each page, and the words of the field in both languages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from pages.views import Page

DATA = Path(__file__).resolve().parent / "data"


@lru_cache
def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def help_of(view_name: str) -> list[str]:
    """The sentences of help of the page with this name, in the reader's language; empty where there is none."""
    entry = _read("help").get(view_name)
    return entry["en" if is_english() else "zh"] if entry else []


class Glossary(Page):
    roles = ()
    template_name = "pages/glossary.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        terms = [
            {
                "term": en if is_english() else zh,
                "other": zh if is_english() else en,
                "means": b if is_english() else a,
            }
            for zh, en, a, b in _read("glossary")
        ]
        return super().get_context_data(terms=terms, **context)
