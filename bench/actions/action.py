"""An action: something a person does or a worker is given to do, with its floor and the proof that it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from bench.floor import Floor
from bench.proofs import Proof
from bench.server import Answer


@dataclass
class Action:
    """One thing that is measured.

    ask: does it once in the product. floor: the same by hand; what it returns is handed to `proof` with the answer.
    kind: which goal it has (bench.measurement.GOALS). undo: puts back what the product or the floor changed.
    """

    name: str
    ask: Callable[[], Answer]
    floor: Callable[[Floor], Any]
    proof: Proof
    kind: str = "page"
    undo: Callable[[], None] | None = None


def timed(work: Callable[[], Any]) -> Answer:
    """An answer for work done in this process instead of the server, with its SQL."""
    from ground.pages.timing import sql_timed

    started = perf_counter()
    with sql_timed() as spent:
        work()
    total = (perf_counter() - started) * 1000
    return Answer(200, "", "", total, sum(spent) * 1000, len(spent))


def taken_back(work: Callable[[], Any], before: Callable[[], Any] | None = None) -> Answer:
    """As `timed`, in one transaction that is rolled back: nothing of it stays, and no worker hears of it.

    The checks that PostgreSQL leaves for the end of a transaction are made and count. before: done first in the
    transaction, and not timed.
    """
    from django.db import connection, transaction

    def checked() -> None:
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with transaction.atomic():
        if before:
            before()
        answer = timed(checked)
        transaction.set_rollback(True)
    return answer
