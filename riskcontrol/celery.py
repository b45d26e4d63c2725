"""The Celery application: `celery -A riskcontrol worker -B`."""

import logging
import os
import time
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")

ASKED_AGAIN = 5  # seconds after which a database that is away is asked again

log = logging.getLogger(__name__)

app = Celery("riskcontrol")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _refuse_to_serve(**facts: Any) -> None:
    from riskcontrol.checks import may_start

    try:
        while not may_start():
            log.warning("The database does not answer, the worker waits for it.")
            time.sleep(ASKED_AGAIN)
    except ImproperlyConfigured as refusal:
        # Celery keeps every other exception of a signal to itself, and goes on.
        raise SystemExit(str(refusal)) from None


@task_prerun.connect
def _take_over_new_keys(**facts: Any) -> None:
    from riskcontrol.keyring_watch import refresh

    refresh()
