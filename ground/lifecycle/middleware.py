"""A refusal anywhere in a page becomes a message, and the user goes back to where they were."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from ground.lifecycle import typed
from ground.lifecycle.machine import NotAllowed


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NotAllowed):
            return None
        messages.error(request, str(exception.sentence))
        typed.keep(request)
        came_from = request.META.get("HTTP_REFERER", "")
        if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
            return HttpResponseRedirect("/")
        parts = urlsplit(came_from)
        return HttpResponseRedirect(parts.path + (f"?{parts.query}" if parts.query else ""))
