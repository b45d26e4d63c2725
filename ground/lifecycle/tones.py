"""The tone in which each state is shown. Colour never stands alone: the badge also carries the word.

Each app declares the tones of its states beside them, in `choices.py`.
"""

from collections.abc import Iterable

PLAIN = "secondary"
TONES: dict[str, str] = {}  # state → tone, e.g. "returned" → "orange"


def set_tones(**states: Iterable[str]) -> None:
    """Declare by tone the states that are shown in it, e.g. set_tones(green=(RiskPointStatus.REGISTERED,)).

    A word has the same tone everywhere: raises ValueError where another app has declared another one for it.
    """
    for tone, values in states.items():
        for value in map(str, values):
            if TONES.setdefault(value, tone) != tone:
                raise ValueError(f"“{value}” is {TONES[value]} already, it cannot be {tone}")


def tone_of(state: str) -> str:
    """The tone of a state; the plain one where none was declared."""
    return TONES.get(state, PLAIN)
