"""What no browser sends and no program means: refused with a sentence before a view or the database meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as DRFJSONParser

TOO_DEEP = gettext_lazy("The values are nested too deeply.")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class UnfitCharacters(SuspiciousOperation):
    """A NUL: no text of the register holds one, and PostgreSQL takes none."""


class HostileInputMiddleware:
    """Raises UnfitCharacters for a NUL in an address or in the form of a page; refuses a `next` that is no address.

    The API is left its body, whatever its form: it has to read it itself, and its fields take no NUL.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> None:
        if "\0" in request.path_info or _holds_nul(request.GET):
            raise UnfitCharacters(request.path_info)
        is_page = not getattr(view, "csrf_exempt", False)
        is_form = is_page and request.method == "POST" and request.content_type in FORMS
        if is_form and _holds_nul(request.POST):
            raise UnfitCharacters(request.path_info)
        if _leads_nowhere(request.GET) or (is_form and _leads_nowhere(request.POST)):
            raise SuspiciousOperation(request.path_info)


def _leads_nowhere(values: QueryDict) -> bool:
    """Whether the address to go on to, which libraries take apart themselves, cannot be taken apart."""
    try:
        for value in values.getlist("next"):
            urlsplit(value)
    except ValueError:
        return True
    return False


def _holds_nul(values: QueryDict) -> bool:
    return any("\0" in name or any("\0" in value for value in found) for name, found in values.lists())


def refusal(error: Exception | None) -> str:
    """The sentence for a request that is refused as a whole."""
    if isinstance(error, UnfitCharacters):
        return _("The request contains invalid characters.")
    if isinstance(error, TooManyFieldsSent | TooManyFilesSent | RequestDataTooBig):
        return _("The request is too large. Send it in several parts.")
    return _("The request cannot be read.")


def parsed(body: bytes | str) -> Any:
    """The value of a text in JSON. Raises ValueError, also where it is nested too deeply for a reader."""
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError(str(TOO_DEEP)) from error


class JSONParser(DRFJSONParser):
    """As REST framework's, without falling over what is nested a hundred thousand deep."""

    def parse(self, *args: Any, **options: Any) -> Any:
        try:
            return super().parse(*args, **options)
        except RecursionError as error:
            raise ParseError(TOO_DEEP) from error
