"""How far along its chain each state is, as the filling ring that is drawn before its word.

A state is not a danger, so it has no colour of its own. Each app declares the marks of its states beside them, in
`choices.py`.
"""

from collections.abc import Iterable
from enum import StrEnum


class StateMark(StrEnum):
    """What is drawn before the word of a state; the rings fill from the first to the last step."""

    BEGUN = "begun"  # dashed ring: nobody else has seen it
    OPEN = "open"  # empty ring: waits to be taken up
    QUARTER = "quarter"
    HALF = "half"
    MOST = "most"
    FULL = "full"  # disc: holds
    PROVEN = "proven"  # disc with a tick: holds, and the last step was taken
    BACK = "back"  # arrow: returned to who sent it
    RAISED = "raised"  # arrow: now with those above
    STRUCK = "struck"  # ring struck through: no longer counts
    BROKEN = "broken"  # octagon: stopped by what went wrong


MARKS: dict[str, StateMark] = {}  # state → mark, e.g. "returned" → back


def set_marks(**states: Iterable[str]) -> None:
    """Declare by mark the states that have it, e.g. set_marks(proven=(RiskPointStatus.REGISTERED,)).

    A word has the same mark everywhere: raises ValueError where another app has declared another one for it, and
    where there is no such mark.
    """
    for name, values in states.items():
        for value in map(str, values):
            if MARKS.setdefault(value, StateMark(name)) != name:
                raise ValueError(f"“{value}” is {MARKS[value]} already, it cannot be {name}")


def mark_of(state: str) -> StateMark:
    """The mark of a state; an empty ring where none was declared."""
    return MARKS.get(state, StateMark.OPEN)
