"""A web that serves only after the checks of the start, and waits for a database that is away meanwhile."""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from riskcontrol.checks import may_start

log = logging.getLogger(__name__)


class CheckedApplication:
    """Django's application, once the checks of the start were made.

    Where the database is away at the start, that is told with 503 like every outage, and the checks are made as soon
    as it is back: what they refuse then ends this process.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.one_at_a_time = threading.Lock()
        self.is_checked = may_start()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self.is_checked and environ.get("PATH_INFO") != "/healthz" and not self._check():
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        return self.application(environ, start_response)

    def _check(self) -> bool:
        """Whether the request may go on; Django tells the outage where the database is still away."""
        if not self.one_at_a_time.acquire(blocking=False):
            return True
        try:
            self.is_checked = self.is_checked or may_start()
        except ImproperlyConfigured as refusal:
            log.critical("%s", refusal)
            os.kill(os.getpid(), signal.SIGTERM)
            return False
        finally:
            self.one_at_a_time.release()
        return True
