"""What is measured: each action asked of the running product, beside its floor; a module for each part of it."""

from __future__ import annotations

from bench.actions import (
    coverage,
    desks,
    early_warning,
    integrity_index,
    points,
    register,
    sheets,
    writing,
)
from bench.actions.action import Action
from bench.visitors import Visitors


def all_of(visitors: Visitors, rows: int) -> dict[str, Action]:
    """By their names, in the order in which they are done. rows: of the spreadsheet that is brought in."""
    found = [
        desks.sign_in(visitors),
        *points.actions(visitors),
        *register.actions(visitors),
        *desks.actions(visitors),
        *coverage.actions(visitors),
        *early_warning.actions(visitors),
        *integrity_index.actions(visitors),
        *writing.actions(visitors),
        *sheets.actions(visitors, rows),
    ]
    named = {action.name: action for action in found}
    assert len(named) == len(found), "two actions have one name"
    return named
