"""Refusals of the API as problem details (RFC 9457): what is wrong, in words and by field."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.versions import StaleVersion

CONTENT_TYPE = "application/problem+json"


def problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """The members of a problem. more: further members, such as `errors`."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}


def problem_response(status: int, detail: str) -> JsonResponse:
    """A problem told outside the API's own views, such as by a middleware."""
    return JsonResponse(problem(status, detail), status=status, content_type=CONTENT_TYPE)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """A refusal of the register answers 409 with its sentence; a breach of a rule of a row answers 400."""
    if isinstance(error, NotAllowed):
        return _answer(409, str(error.sentence))
    if isinstance(error, StaleVersion):
        return _answer(412, str(error))
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(get_error_detail(error))
    if isinstance(error, exceptions.ValidationError):
        return _answer(
            400, _("Some values are not right; see the messages below."), errors=list(errors_of(error.detail))
        )
    answer = drf_exception_handler(error, context)
    if answer is None:
        return None
    sentence = answer.data.get("detail", "") if isinstance(answer.data, dict) else ""
    headers = {name: value for name, value in answer.items() if name in ("WWW-Authenticate", "Retry-After", "Allow")}
    return _answer(answer.status_code, str(sentence), headers=headers)


def errors_of(detail: Any, pointer: str = "") -> Iterator[dict[str, str]]:
    """Nested errors as (JSON pointer to the value, sentence)."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = name in ("non_field_errors", "__all__")
            yield from errors_of(inner, pointer if own else f"{pointer}/{name}")
    elif isinstance(detail, list | tuple):
        nested = any(isinstance(inner, dict | list) for inner in detail)
        for place, inner in enumerate(detail):
            yield from errors_of(inner, f"{pointer}/{place}" if nested else pointer)
    else:
        yield {"pointer": f"#{pointer}", "detail": str(detail)}


def _answer(status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
    return Response(problem(status, detail, **more), status=status, headers=headers, content_type=CONTENT_TYPE)
