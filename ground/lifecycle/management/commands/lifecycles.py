"""manage.py lifecycles: draw docs/lifecycles.md from the life cycles in the code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from ground.lifecycle.document import document
from riskcontrol.environment import BASE

DOCUMENT = BASE / "docs/lifecycles.md"


class Command(BaseCommand):
    help = "Draw docs/lifecycles.md from the code, or with --check fail where it is out of date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            text = document()
        if not options["check"]:
            DOCUMENT.write_text(text)
        elif not DOCUMENT.exists() or DOCUMENT.read_text() != text:
            raise SystemExit("docs/lifecycles.md is out of date; run `manage.py lifecycles`")
