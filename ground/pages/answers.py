"""What is answered where no page answers: not found, not for these roles, refused as a whole, broken; and health."""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from ground.pages.hostile_input import refusal
from ground.pages.problems import problem_response
from ground.pages.requests import SignedInRequest

READ_ONLY = "25006"  # PostgreSQL's code for a transaction that may not write
RETRY_AFTER = 30  # seconds


def healthz(request: SignedInRequest) -> HttpResponse:
    """Alive: the process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: SignedInRequest) -> HttpResponse:
    """Ready: database and cache answer too."""
    from django.core.cache import cache

    try:
        connection.ensure_connection()
        cache.get("readyz")
    except Exception:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ready"})


def _error_page(status: int) -> Any:
    def handler(request: SignedInRequest, exception: Exception | None = None) -> HttpResponse:
        sentence = str(exception) if isinstance(exception, PermissionDenied) else ""
        context = {"status": status, "sentence": sentence}
        if request.path.startswith("/api/"):
            return problem_response(status, sentence or _("Not found."))
        return render(request, "pages/error.html", context, status=status)

    return handler


def refused(request: SignedInRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent is refused as a whole. The page needs nothing of the request, which may not be readable."""
    sentence = refusal(exception)
    if request.path.startswith("/api/"):
        return problem_response(400, sentence)
    context = {"sentence": sentence, "title": _("The request is refused"), "language": get_language()}
    return HttpResponse(render_to_string("pages/bad_request.html", context), status=400)


def failed(request: SignedInRequest) -> HttpResponse:
    """Something broke. The page is a plain file, so that nothing else can break on it.

    Where the database is away or takes nothing, that is said, with 503: it is nobody's mistake and passes.
    """
    error = sys.exc_info()[1]
    is_away = error is not None and is_outage(error)
    if not request.path.startswith("/api/"):
        answer: HttpResponse = server_error(request, "503.html" if is_away else "500.html")
    elif is_away:
        answer = problem_response(503, _("The database cannot be used at the moment and nothing was saved."))
    else:
        answer = problem_response(500, _("Something went wrong and nothing was saved. Please try again."))
    if is_away:
        answer.status_code = 503
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def is_outage(error: BaseException) -> bool:
    """Whether the database is away, full, ending, or takes no writing."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", "") == READ_ONLY


forbidden = _error_page(403)
not_found = _error_page(404)
