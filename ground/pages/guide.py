"""Help where it is needed: a few sentences for each page, the words of the field, and the user guide by role."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from ground.pages.views import Page

DATA = Path(__file__).resolve().parent / "data"
GUIDE = settings.BASE / "docs" / "user"
CHAPTERS = (
    "everybody",
    "liaison",
    "unit-head",
    "inspector",
    "checker",
    "observer",
    "official",
    "administrator",
    "auditor",
)


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


@lru_cache
def chapter(name: str, language: str) -> tuple[str, SafeString]:
    """(title, HTML) of a chapter of docs/user; language: "zh" or "en"."""
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse((GUIDE / language / f"{name}.md").read_text(encoding="utf-8"))
    title = tokens[1].content
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "image":
            token.attrs["src"] = static(str(token.attrs["src"]).replace("../pictures/", "guide/"))
    # Written by us and without HTML of its own.
    return title, mark_safe(markdown.renderer.render(tokens[3:], markdown.options, {}))


class Guide(Page):
    """A chapter of the user guide; without a name the one of the reader's own role."""

    roles = ()
    template_name = "pages/guide.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        language = "en" if is_english() else "zh"
        held = [role.replace("_", "-") for role, _path in self.request.user.roles_held]
        name = self.kwargs.get("chapter") or next((role for role in held if role in CHAPTERS), CHAPTERS[0])
        if name not in CHAPTERS:
            raise Http404
        title, text = chapter(name, language)
        chapters = [(reverse("guide", args=[one]), chapter(one, language)[0], one == name) for one in CHAPTERS]
        return super().get_context_data(title=title, text=text, chapters=chapters, **context)
