"""Who calls the API: a personal token, or the session of the pages. The same rules as there hold."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.authentication import SessionScheme, TokenScheme
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class Token(TokenAuthentication):
    def authenticate_credentials(self, key: str) -> Any:
        user, token = super().authenticate_credentials(key)
        if user.must_change_password and not settings.DEMO:
            raise PermissionDenied(_("Please choose a password of your own first."))
        return user, token


class Session(SessionAuthentication):
    def authenticate_header(self, request: Request) -> str:
        """Answer 401, not 403, to a caller who is not signed in."""
        return "Session"


class TokenInSchema(TokenScheme):
    target_class = Token  # type: ignore[assignment]


class SessionInSchema(SessionScheme):
    target_class = Session  # type: ignore[assignment]
