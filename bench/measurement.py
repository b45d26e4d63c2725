"""How an action is measured: turns of product and floor, how many of them, and what they say together.

Times are milliseconds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Protocol

import psycopg

from bench.floor import Floor
from bench.proofs import Refused
from bench.stage import Stage
from bench.subjects import Subjects
from bench.visitors import Visitors

if TYPE_CHECKING:
    from bench.actions.action import Action

ROUNDS = 25
WARM = 4  # turns of a page before the measured ones: code, plans and caches are as they are all day
LONG, VERY_LONG = 1_000, 20_000  # one turn for warmth from here on; none
PATIENCE = 30_000  # an action is measured for about so long, if that is not the full number of rounds
TAIL = 20  # rounds from which the 95th percentile says something
GOALS = {
    "page": lambda f: (3 * f + 25, 150),
    "search": lambda f: (3 * f + 25, 150),
    "api": lambda f: (3 * f + 25, 150),
    "coverage": lambda f: (50, 150),
    "write": lambda f: (3 * f + 25, 150),
    "many": lambda f: (4 * f, None),
    "job": lambda f: (30_000, None),
    "assessment": lambda f: (60_000, None),
    "index": lambda f: (30_000, None),
    "import": lambda f: (4 * f, None),
    "preview": lambda f: (2000, None),
    "export": lambda f: (3 * f, None),
    "document": lambda f: (1000, None),
}


@dataclass(frozen=True)
class Turn:
    """An action done once by the product and once by hand."""

    product: float
    sql: float
    statements: int
    floor: float
    floor_statements: int

    @property
    def both(self) -> float:
        return self.product + self.floor


class Side(Protocol):
    """A checkout that takes turns."""

    def turn(self, name: str, floor_first: bool) -> Turn:
        """Raises Refused where the product does not answer with what was asked for."""
        ...


class Here:
    """This checkout. raw: a connection for the floor."""

    def __init__(self, actions: dict[str, Action], raw: psycopg.Connection, visitors: Visitors) -> None:
        self.actions, self.raw, self.visitors = actions, raw, visitors

    @classmethod
    @contextmanager
    def on(cls, place: Stage, imported: int) -> Iterator[Here]:
        """With all actions. imported: rows of the spreadsheet that is brought in."""
        from bench.actions import all_of

        with place.connect() as connection, place.connect() as raw:
            # The floor writes what triggers would write, by hand.
            raw.execute("SET session_replication_role = replica")
            visitors = Visitors(connection, Subjects.of(connection), place.server.port)
            yield cls(all_of(visitors, imported), raw, visitors)

    def turn(self, name: str, floor_first: bool) -> Turn:
        action, floor = self.actions[name], Floor(self.raw)
        answer: Any = None
        fetched: Any = None
        spent = 0.0
        for part in ("floor", "product") if floor_first else ("product", "floor"):
            try:
                if part == "product":
                    answer = action.ask()
                else:
                    started = time.perf_counter()
                    fetched = action.floor(floor)
                    spent = (time.perf_counter() - started) * 1000
            finally:
                if action.undo:
                    action.undo()
        action.proof(answer, fetched)
        if not floor.statements:
            raise Refused("its floor does nothing")
        return Turn(answer.wall, answer.sql, answer.statements, spent, floor.statements)


def turns(sides: Sequence[Side], name: str, most: int) -> Iterator[tuple[Turn, ...]]:
    """The measured turns of an action, of each side; who begins changes from turn to turn.

    most: at most so many; 1 measures the first turn, cold.
    """

    def once(number: int) -> tuple[Turn, ...]:
        order = range(len(sides)) if number % 2 == 0 else reversed(range(len(sides)))
        done = {n: sides[n].turn(name, bool(number // 2 % 2)) for n in order}
        return tuple(done[n] for n in range(len(sides)))

    first = once(0)
    if most == 1:
        yield first
        return
    longest = max(turn.both for turn in first)
    if longest >= VERY_LONG:
        yield first
    elif longest < LONG:
        for number in range(1, WARM):
            first = once(number)  # the first one was cold and says nothing about how long the others take
    spent = sum(turn.both for turn in first)
    for number in range(max(min(most, round(PATIENCE / spent)), 0 if longest >= VERY_LONG else 1)):
        yield once(number)


@dataclass
class Result:
    """Medians over the rounds of an action; p95 is None where there were too few. The times themselves follow."""

    action: str
    kind: str
    floor: float
    floor_statements: int
    product: float
    p95: float | None
    sql: float
    statements: int
    rounds: int
    products: list[float]
    floors: list[float]

    @classmethod
    def of(cls, name: str, kind: str, taken: Sequence[Turn]) -> Result:
        products = [turn.product for turn in taken]
        return cls(
            action=name,
            kind=kind,
            floor=statistics.median(turn.floor for turn in taken),
            floor_statements=taken[-1].floor_statements,
            product=statistics.median(products),
            p95=sorted(products)[ceil(0.95 * len(products)) - 1] if len(products) >= TAIL else None,
            sql=statistics.median(turn.sql for turn in taken),
            statements=taken[-1].statements,
            rounds=len(taken),
            products=[round(ms, 3) for ms in products],
            floors=[round(turn.floor, 3) for turn in taken],
        )

    @property
    def ratio(self) -> float:
        return self.product / self.floor

    @property
    def verdict(self) -> str:
        """Whether the goal of its kind is met; "–" where it has none."""
        if self.kind not in GOALS:
            return "–"
        most, tail = GOALS[self.kind](self.floor)
        missed = [f"{self.product - most:.0f} over {most:.0f}"] if self.product > most else []
        if tail and self.p95 and self.p95 > tail:
            missed.append(f"p95 {self.p95 - tail:.0f} over {tail}")
        return "; ".join(missed) or "met"

    def row(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio, "goal": self.verdict}


def factor(mine: Sequence[Turn], others: Sequence[Turn]) -> tuple[float, float, float]:
    """(median, lower, upper quartile) of the product's time as a multiple of the other's in the same turn."""
    factors = [turn.product / other.product for turn, other in zip(mine, others, strict=True)]
    if len(factors) < 2:
        return factors[0], factors[0], factors[0]
    lower, middle, upper = statistics.quantiles(factors, n=4, method="inclusive")
    return middle, lower, upper
