"""Who calls the API: a personal token, or the session of the pages. The same rules as there hold."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts.refusals import OWN_PASSWORD_FIRST
from accounts.required_factor import FACTOR_FIRST, lacks_required_factor
from accounts.tokens import AccessToken, Scope, digest_of

WORDS = ("bearer", "token")


class Token(BaseAuthentication):
    """`Authorization: Bearer rc_…`; `Token` instead of `Bearer` will do as well."""

    def authenticate(self, request: Request) -> Any:
        word, _space, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if word.lower() not in WORDS:
            return None
        token = AccessToken.objects.select_related("user").filter(digest=digest_of(key.strip())).first()
        if token is None:
            raise AuthenticationFailed(_("There is no such token."))
        if token.revoked_at:
            raise AuthenticationFailed(_("The token was revoked."))
        if token.is_expired:
            raise AuthenticationFailed(_("The token has expired. Make a new one on the page “My account”."))
        if not token.user.is_active:
            raise AuthenticationFailed(_("The account of the token is closed."))
        if token.user.must_change_password and not settings.DEMO:
            raise PermissionDenied(OWN_PASSWORD_FIRST)
        if lacks_required_factor(token.user):
            raise PermissionDenied(FACTOR_FIRST)
        if token.scope == Scope.READ and request.method not in SAFE_METHODS:
            raise PermissionDenied(_("The token may only read. Make one that may write as well."))
        token.touch()
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class Session(SessionAuthentication):
    def authenticate_header(self, request: Request) -> str:
        """Answer 401, not 403, to a caller who is not signed in."""
        return "Session"


class TokenInSchema(OpenApiAuthenticationExtension):
    target_class = Token  # type: ignore[assignment]
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "rc_…"}


class SessionInSchema(SessionScheme):
    target_class = Session  # type: ignore[assignment]
