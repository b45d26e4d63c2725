"""Kinds of notices: what a person can be told, in which words. Each app declares its own in its `notices.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice; as text it is its code, by which notices keep it.

    label: what a channel is told of. many: the words for `count` of them. one: the words for a single one, with its
    name and the reason; without them `many` says it. place: where the kind stands among those that a channel may be
    narrowed to, counted in tens; 0 where nobody chooses it. is_discreet: outside the register it says no content.
    is_always: it warns of somebody else in an account or in the log, so every channel carries it: whoever got in
    would else switch it off first.
    """

    code: str
    label: str | Promise
    many: Any
    one: str | Promise = ""
    place: int = 0
    is_discreet: bool = False
    is_always: bool = False

    known: ClassVar[dict[str, NoticeKind]] = {}

    def __post_init__(self) -> None:
        if self.place and self.is_always:
            raise ValueError(f"the kind of notices “{self.code}” is always told, so nobody chooses it")
        if self.code in NoticeKind.known:
            raise ValueError(f"the kind of notices “{self.code}” is declared already")
        NoticeKind.known[self.code] = self

    def __str__(self) -> str:
        return self.code

    def words(self, *, count: int = 1, name: str = "", why: str = "") -> str:
        """What is said of `count` rows, or of the one of this name."""
        if name and self.one:
            return str(self.one) % {"name": name, "why": why}
        return str(self.many % {"count": count})


def kinds_to_choose() -> list[tuple[str, str | Promise]]:
    """The kinds that a channel may be narrowed to, as (code, label), in their order."""
    kinds = sorted((kind for kind in NoticeKind.known.values() if kind.place), key=lambda kind: kind.place)
    return [(kind.code, kind.label) for kind in kinds]


def kinds_always_told() -> list[NoticeKind]:
    """The kinds that every channel carries, whatever it is narrowed to."""
    return [kind for kind in NoticeKind.known.values() if kind.is_always]
