"""The Celery application: `celery -A riskcontrol worker -B`."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")

app = Celery("riskcontrol")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _refuse_to_serve(**facts: Any) -> None:
    from riskcontrol.checks import refuse_to_serve

    refuse_to_serve()
