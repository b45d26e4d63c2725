"""manage.py messages: collect the texts to translate, or check that none is missing.

Does what makemessages does, with Babel instead of the system's gettext, so that a machine with only Python
can run it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation.template import templatize

from riskcontrol.environment import BASE

SKIPPED = {".venv", "node_modules", "var", "tests", "bench", "docs", "migrations"}
SUFFIXES = {".py", ".html", ".svg", ".txt"}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
CATALOG = BASE / "locale/zh_Hans/LC_MESSAGES/django.po"
CHINESE = re.compile("[一-鿿]")


def source_files() -> Iterator[Path]:
    for path in sorted(BASE.rglob("*")):
        inside = path.relative_to(BASE).parts
        if not SKIPPED & set(inside) and not inside[0].startswith(".") and path.suffix in SUFFIXES:
            if path.suffix != ".py" and inside[0] != "templates":
                continue
            yield path


def texts(path: Path) -> Iterator[tuple[int, Any, Any]]:
    """(line, message, context) of every text that `path` marks for translation."""
    source = path.read_text()
    if path.suffix != ".py":
        # Django turns a template into something like Python; only the marked calls matter in it.
        calls = re.findall(
            r"\b(?:gettext|ngettext|pgettext|npgettext|_)\((?:[^()\"']|\"(?:\\.|[^\"])*\"|'(?:\\.|[^'])*')*\)",
            templatize(source),
        )
        source = "\n".join(calls)
    for line, message, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        yield line, message, context


def collect() -> Catalog:
    found = Catalog(locale="zh_Hans", project="riskcontrol", fuzzy=False)
    for path in source_files():
        for _line, message, context in texts(path):
            found.add(message, locations=[(str(path.relative_to(BASE)), 0)], context=context)
    return found


class Command(BaseCommand):
    help = "Collect the texts to translate into locale/, or with --check fail where one is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        template = collect()
        known = Catalog(locale="zh_Hans")
        if CATALOG.exists():
            with CATALOG.open("rb") as file:
                known = read_po(file, locale="zh_Hans")
        if options["check"]:
            self._check(template, known)
            return
        known.update(template, no_fuzzy_matching=True)
        known.obsolete.clear()
        known.fuzzy = False
        CATALOG.parent.mkdir(parents=True, exist_ok=True)
        with CATALOG.open("wb") as file:
            write_po(file, known, width=110, sort_output=True, no_location=True, omit_header=False)
        with CATALOG.with_suffix(".mo").open("wb") as file:
            write_mo(file, known)
        self.stdout.write(f"{len(known)} texts, {len(list(untranslated(known)))} without translation")

    def _check(self, template: Catalog, known: Catalog) -> None:
        wrong = [f"not in the catalogue: {m.id}" for m in template if m.id and not known.get(m.id, m.context)]
        wrong += [f"not translated: {m.id}" for m in untranslated(known)]
        wrong += [f"fuzzy: {m.id}" for m in known if m.id and m.fuzzy]
        wrong += [
            f"placeholders differ: {m.id}" for m in known if m.id and placeholders(m.id) != placeholders(m.string)
        ]
        # English is the language of the sources, so Chinese in a marked text would reach English users.
        for message in template:
            words = message.id if isinstance(message.id, str) else message.id[0]
            bare = re.sub(r"[（(“][^）)”]*[）)”]|三重一大", "", words)
            if CHINESE.search(bare):
                wrong.append(f"Chinese in an English text: {words}")
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise SystemExit(1)
        self.stdout.write(f"{len(template)} texts, all translated")


def untranslated(catalog: Catalog) -> Iterator[Any]:
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and not all(strings):
            yield message


def placeholders(text: Any) -> set[str]:
    words = text if isinstance(text, str) else text[0]
    return set(re.findall(r"%\(\w+\)[ds]", words or ""))
