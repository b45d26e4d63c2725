"""The clock of the periodic jobs: one in the whole installation, however many are started."""

from __future__ import annotations

import logging
from typing import Any

from celery.beat import PersistentScheduler
from django.db import Error, connections

from riskcontrol.locks import key_of

ASKED_AGAIN = 10.0  # seconds after which a clock that waits asks whether the other is gone

log = logging.getLogger(__name__)


class OneBeat(PersistentScheduler):
    """Sends only while it holds the lock “beat”, which ends with its connection; another one then goes on."""

    _connection: Any = None

    def tick(self, *args: Any, **options: Any) -> float:
        if not self.is_mine():
            return ASKED_AGAIN
        return float(super().tick(*args, **options))

    def is_mine(self) -> bool:
        """Whether this clock holds the lock; it asks for it where nobody does. Without a database none does."""
        try:
            if self._connection is None:
                # Of its own: the lock ends where a connection is closed between two jobs.
                self._connection = connections.create_connection("default")
                with self._connection.cursor() as cursor:
                    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key_of("beat"))
                    if not cursor.fetchone()[0]:
                        self.let_go()
                        return False
                    log.info("This is the clock of the periodic jobs.")
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            self.let_go()
            return False
        return True

    def let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        self.let_go()
        super().close()
