"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from riskcontrol.checked_start import CheckedApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")

application = CheckedApplication(get_wsgi_application())


def _settle() -> None:
    """Load what the first page would load, and tell the garbage collector that all of it stays.

    Otherwise every full collection walks over a million objects of code that never go away, and a page in thirty
    waits the tenth of a second that this takes.
    """
    from django.urls import get_resolver

    get_resolver()._populate()  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()


_settle()
