"""The tree of units as a person opens it: branch by branch, however many units there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ground.lifecycle.roles import UNIT_READERS
from units.models import Unit
from units.subtrees import STEP

BRANCH = 200  # units directly below one that are shown; of more the list has all
FOUND = 50


@dataclass
class Node:
    """A unit in the tree. are_more: it has more units directly below it than are shown."""

    unit: Unit
    is_open: bool = False
    nodes: list[Node] = field(default_factory=list)
    are_more: bool = False


def tops(user: Any) -> list[Unit]:
    """Where the units that `user` sees begin."""
    paths = user.paths_below(UNIT_READERS)
    return list(Unit.objects.filter(path__in=paths).select_related("division").order_by("path"))


def opened(user: Any, until: Unit | None) -> list[Node]:
    """The tree with the branches open that lead to `until` and its own; without one, that of the only top.

    Two queries, and one a level.
    """
    nodes = [Node(unit) for unit in tops(user)]
    if until is None:
        if len(nodes) == 1:
            _open(nodes[0])
        return nodes
    level = nodes
    while node := next((one for one in level if until.path.startswith(one.unit.path)), None):
        _open(node)
        level = node.nodes
        if not any(until.path.startswith(one.unit.path) for one in level) and node.unit.path != until.path:
            # It lies behind what is shown of a long branch.
            step = until.path[: len(node.unit.path) + STEP]
            level.append(Node(Unit.objects.select_related("division").get(path=step)))
    return nodes


def branch(unit: Unit, *, is_open: bool) -> Node:
    """The node of one unit, by itself."""
    node = Node(unit)
    if is_open:
        _open(node)
    return node


def _open(node: Node) -> None:
    node.is_open = True
    below = Unit.objects.get_children(node.unit).select_related("division").order_by("path")
    found = list(below[: BRANCH + 1])
    node.nodes, node.are_more = [Node(unit) for unit in found[:BRANCH]], len(found) > BRANCH


def found(user: Any, words: str) -> list[tuple[Unit, list[Unit]]]:
    """The first units with these words, each with the units above it that `user` may see; two queries."""
    units = list(Unit.objects.visible_to(user).named(words).select_related("division").order_by("path")[:FOUND])
    above = {unit.path[:size] for unit in units for size in range(STEP, len(unit.path), STEP)}
    visible = Unit.objects.visible_to(user).filter(path__in=above).order_by("path")
    known = {unit.path: unit for unit in visible} if above else {}
    return [
        (unit, [known[unit.path[:size]] for size in range(STEP, len(unit.path), STEP) if unit.path[:size] in known])
        for unit in units
    ]
