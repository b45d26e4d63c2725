"""How a row of work is done: by one worker at a time, again after a kill, and not for ever.

A worker that is killed leaves a row that is not ended and a lock that ended with its connection: the next one begins
the same step anew. What was done half-way is undone, where each step is one transaction. A row at which workers were
killed MOST_TRIES times ends with an error, instead of killing every worker that comes.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from django.db import InterfaceError, OperationalError, transaction
from django.utils.module_loading import import_string

from ground.work import progress
from ground.work.locks import alone
from ground.work.models import AnyWork, WorkQuerySet
from riskcontrol.schedule import WORK

MOST_TRIES = 3
KILLED = "Every worker that did this was killed."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Runner(Generic[AnyWork]):
    """The way in which the rows of one model are done.

    name: in riskcontrol.schedule.WORK. rows: all of them, with what the deed needs of their neighbours. deed: does
    one step of a row, as a whole or not at all, and leaves it finished or waiting for a person; where it raises, the
    row fails. is_tried_again: an error leads to another try, as a kill does; so where nobody waits for it.
    """

    name: str
    rows: WorkQuerySet[AnyWork]
    deed: Callable[[AnyWork], None]
    is_tried_again: bool = False

    def hand_on(self, pk: int) -> None:
        """Give a row to a worker, once what was said here is kept; `resume` finds it where no broker answers now."""
        from ground.work.tasks import go_on

        transaction.on_commit(lambda: go_on.delay(self.name, pk), robust=True)

    def go_on(self, pk: int) -> None:
        """Do the next step of a row, unless another worker does, or nothing is left to do."""
        with alone(self.name, pk) as mine:
            row = self.rows.at_work().filter(pk=pk).first() if mine else None
            if row is None:
                return
            if row.tries >= MOST_TRIES:
                row.fail(row.error or KILLED)
                return
            row.begin()
            try:
                self.deed(row)
            except (OperationalError, InterfaceError):
                # The database went away or takes nothing: the row stays as a kill would leave it.
                log.exception("%s %s", self.name, pk)
            except Exception:
                log.exception("%s %s", self.name, pk)
                self._fail(pk, traceback.format_exc(limit=5))
            else:
                # The step was done; the next one, if there is one, has its own tries.
                self.rows.filter(pk=pk, finished_at=None).update(tries=0)
            finally:
                progress.forget(row)

    def _fail(self, pk: int, error: str) -> None:
        row = self.rows.filter(pk=pk).first()  # as it stands in the database, without what the deed began to change
        if row is None:
            return
        if self.is_tried_again and row.tries < MOST_TRIES:
            self.rows.filter(pk=pk).update(error=error)
        else:
            row.fail(error)

    def unfinished(self) -> list[int]:
        """Rows that wait for a worker, or for another try."""
        return list(self.rows.at_work().order_by("pk").values_list("pk", flat=True))

    def resume(self) -> int:
        """Go on with whatever no worker is at; returns how many rows that was tried for."""
        rows = self.unfinished()
        for pk in rows:
            self.go_on(pk)
        return len(rows)


def runner_of(name: str) -> Runner:
    """A runner by its name in riskcontrol.schedule.WORK."""
    runner = import_string(WORK[name].runner)
    assert isinstance(runner, Runner)
    return runner
