"""What apps add to the form in which a step is decided: what bears on it, and fields of their own.

A step that asks for something is decided in a dialog (`components/decision.html`, `static/js/decisions.js`); without
scripts the same form opens under its button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Beside:
    """What stands in the form of a step besides its own fields.

    template, context: shown above the fields. address: where the form is sent in place of the step's own address,
    for fields of an app's own. phrases: (short form, sentence) of what is said most often. shortest: characters that
    the reason takes at least. asks: whether the step takes a decision even where it has no fields itself.
    """

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    phrases: tuple[tuple[Any, Any], ...] = ()
    shortest: int = 0
    asks: bool = False


NOTHING = Beside()
_FOUND: dict[str, Callable[[Any, str, Any], Beside]] = {}


def bears_on(lifecycle: str) -> Callable[[Callable[[Any, str, Any], Beside]], Callable[[Any, str, Any], Beside]]:
    """Decorator: what this function tells of (row, verb, user) stands in the forms of the steps of a life cycle."""

    def enter(tell: Callable[[Any, str, Any], Beside]) -> Callable[[Any, str, Any], Beside]:
        _FOUND[lifecycle] = tell
        return tell

    return enter


def beside(row: Any, verb: str, user: Any) -> Beside:
    tell = _FOUND.get(row.lifecycle.name)
    return tell(row, verb, user) if tell else NOTHING
