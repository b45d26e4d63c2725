"""PDF by typst, with the Chinese font that the set-up installs; no system package, no network. No models."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"  # copied there by `make install`
DRAWING = """<style>
.flow { font-family: "Noto Sans SC"; }
.step { fill: #fff; stroke: #1f4e79; stroke-width: 1.3; } .step-key { stroke-width: 2.6; }
.step-number { font-size: 12px; font-weight: 700; fill: #1f4e79; } .step-name { font-size: 13px; fill: #1a2533; }
.step-post { font-size: 11px; fill: #56657a; } .way { fill: none; stroke: #56657a; stroke-width: 1.4; }
.way-back { stroke-dasharray: 5 4; stroke: #8494a7; } .tip { fill: #56657a; }
.condition { font-size: 11px; fill: #3a4a5e; }
.mark-high { fill: #c0272d; } .mark-medium { fill: #d69e2e; } .mark-low { fill: #2f77b5; }
.mark-none { fill: none; stroke: #2f8f4e; stroke-width: 3; }
</style>"""


@lru_cache
def fonts() -> typst.Fonts:
    """The fonts of the product, and those that the office has put beside them; read once a process."""
    paths = [FONTS, *([settings.DOCUMENT_FONTS] if settings.DOCUMENT_FONTS else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


def pdf(template: str, content: dict[str, Any], pictures: dict[str, str] | None = None) -> bytes:
    """The PDF of exchange/documents/typst/TEMPLATE.typ.

    content: what the template reads as data.json. pictures: file name → SVG of a flow (powers.drawing).
    """
    # Several files are taken as a dict, which its types do not say.
    files: Any = {"main.typ": (HERE / "typst" / f"{template}.typ").read_bytes()}
    files["data.json"] = json.dumps(content, ensure_ascii=False).encode()
    for name, drawing in (pictures or {}).items():
        files[name] = drawing.replace("<defs>", f"{DRAWING}<defs>", 1).encode()
    return bytes(typst.compile(files, font_paths=fonts(), format="pdf"))
