"""The grounds of a warning: a list of dicts, frozen as things were when it was proposed. No models.

Each has `kind` (signal, measure, point, post, step, declaration, points), `id`, `day` (ISO) and `text`; the first one
of an indicator is of the kind `rule` and has `code`, `version`, `parameters` and `found` (how many rows fulfilled it,
where not all are kept).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskwarnings.choices import Finding, Secrecy, SignalSource
from riskwarnings.indicators import INDICATORS

KEPT = 20  # rows of one kind that are frozen with a warning; the rest is counted


def of_signal(signal: Any) -> dict[str, Any]:
    """A signal as it was; what a confidential one says is not carried on into a warning that others read."""
    closed = signal.secrecy == Secrecy.CONFIDENTIAL
    return {
        "kind": "signal",
        "id": signal.pk,
        "day": signal.occurred_on.isoformat(),
        "source": signal.source,
        "text": "" if closed else signal.text,
        "finding": signal.finding,
    }


def in_words(grounds: list[dict[str, Any]]) -> list[str]:
    """In the change log, which the warned unit reads: rules by name, of rows how many of each kind, no numbers."""
    kinds = Counter(g["kind"] for g in grounds if g["kind"] != "rule")
    rules = [rule_in_words(g["code"]) for g in grounds if g["kind"] == "rule"]
    return [*rules, *(f"{LABELS[kind]} × {n}" for kind, n in kinds.items())]


def rule_in_words(code: str) -> str:
    """The name of an indicator rule."""
    return str(INDICATORS[code].label) if code in INDICATORS else code


LABELS = {
    "rule": gettext_lazy("indicator rule"),
    "signal": gettext_lazy("signal"),
    "measure": gettext_lazy("measure"),
    "point": gettext_lazy("risk point"),
    "post": gettext_lazy("post"),
    "step": gettext_lazy("step"),
    "declaration": gettext_lazy("declaration"),
    "points": gettext_lazy("points"),
}
ADDRESSES = {"signal": "warnings:signal", "measure": "measures:detail", "point": "riskpoints:detail"}
OWN = {"declaration": "integrity:declaration", "points": "integrity:points_entry"}  # for whoever reads such a warning


@dataclass(frozen=True)
class Shown:
    """A ground as people read it; url: where they may look it up themselves, else empty."""

    label: Any
    text: Any
    day: str
    url: str
    more: str = ""


def shown(grounds: list[dict[str, Any]], *, signals: set[int], reads_register: bool) -> list[Shown]:
    """The grounds in words. signals: those that the reader may open; of others only that there was one, and when."""
    return [_shown(ground, signals, reads_register) for ground in grounds]


def _shown(ground: dict[str, Any], signals: set[int], reads_register: bool) -> Shown:
    kind, key, text = ground["kind"], ground.get("id"), ground.get("text", "")
    may_open = key in signals if kind == "signal" else reads_register or kind in OWN
    address = (ADDRESSES | OWN).get(kind)
    url = reverse(address, args=[key]) if may_open and address and key else ""
    more = ""
    if kind == "rule":
        return _rule(ground)
    if kind == "signal":
        # Addressees learn that something was told, not by which way or in which words, from which they might guess
        # who told it.
        if not may_open:
            return Shown(LABELS[kind], _("information on an integrity risk"), ground.get("day", ""), "")
        source = SignalSource(ground["source"]).label
        text = f"{source}：{text}" if text else source
        more = str(Finding(ground["finding"]).label) if ground.get("finding") else ""
    return Shown(LABELS[kind], text or _("No. %(id)s") % {"id": key}, ground.get("day", ""), url, more)


def _rule(ground: dict[str, Any]) -> Shown:
    """The rule with its parameters of that day, and how much it found."""
    indicator = INDICATORS.get(ground["code"])
    known = {p.name: p for p in indicator.parameters} if indicator else {}
    more = "；".join(
        f"{known[name].label} {known[name].in_words(value)}" if name in known else f"{name} {value}"
        for name, value in ground["parameters"].items()
    )
    found = _("found: %(n)s") % {"n": ground["found"]}
    return Shown(LABELS["rule"], rule_in_words(ground["code"]), ground.get("day", ""), "", f"{found}；{more}")
