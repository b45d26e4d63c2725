"""manage.py indicators: write the table of the rules into docs/warnings.md, from the declarations."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from riskwarnings.indicators import INDICATORS

FILE = settings.BASE / "docs" / "warnings.md"
START, END = "<!-- rules: written by manage.py indicators -->", "<!-- end of the rules -->"


def section() -> str:
    """Every rule with its explanation and parameters, in English, with the Chinese name."""
    lines = [START, ""]
    with translation.override("en"):
        for indicator in INDICATORS.values():
            with translation.override("zh-hans"):
                chinese = str(indicator.label)
            lines += [f"### {indicator.number} {indicator.label} ({chinese})", "", str(indicator.explained), ""]
            lines.append(f"Proposes: **{indicator.level.label}**. Says: “{indicator.text}”")
            lines += ["", "| parameter | as shipped | from | to |", "|---|---|---|---|"]
            lines += [f"| {p.label} | {p.default} | {p.least} | {p.most:,} |" for p in indicator.parameters]
            lines.append("")
    return "\n".join([*lines, END])


def document() -> str:
    """docs/warnings.md with the section as it should be."""
    text = FILE.read_text()
    return text[: text.index(START)] + section() + text[text.index(END) + len(END) :]


class Command(BaseCommand):
    help = "Write the indicator rules into docs/warnings.md."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(document())
