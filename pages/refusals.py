"""Refusals of the API, in words."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.fields import get_error_detail
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from lifecycle.machine import NotAllowed


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """A refusal of the register answers 409 with its sentence; a breach of a rule of a row answers 400."""
    if isinstance(error, NotAllowed):
        return Response({"detail": str(error.sentence)}, status=409)
    if isinstance(error, ValidationError):
        return Response(get_error_detail(error), status=400)
    return drf_exception_handler(error, context)
