"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from riskcontrol.checks import refuse_to_serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")

application = get_wsgi_application()
refuse_to_serve()


def _settle() -> None:
    """Load what the first page would load, and tell the garbage collector that all of it stays.

    Otherwise every full collection walks over a million objects of code that never go away, and a page in thirty
    waits the tenth of a second that this takes.
    """
    from django.urls import get_resolver

    get_resolver()._populate()  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()


def _refuse_wrong_keys() -> None:
    """End before anybody is served where the database holds what cannot be opened, or is not one of this version."""
    from django.core.checks import ERROR, Tags, run_checks
    from django.db import Error, connections

    try:
        wrong = [found for found in run_checks(tags=[Tags.database], databases=["default"]) if found.level >= ERROR]
    except Error:
        return  # a database that is away now is told of at each request
    finally:
        connections.close_all()
    if wrong:
        raise SystemExit("\n".join(str(found) for found in wrong))


_refuse_wrong_keys()
_settle()
