"""Who has to have a second factor: whoever could read, change or hide what the others may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.choices import CRITICAL

if TYPE_CHECKING:
    from accounts.models import User

FACTOR_FIRST = _(
    "Administrators, inspectors and auditors sign in with a second factor: please set up an app or a passkey first."
)
KNOWN = "has_factor"  # in the session: that the account has one, so that it is not asked on every page


def has_come_by_directory(request: HttpRequest) -> bool:
    """Whether the session was begun by the directory of the office."""
    ways = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return any(way.get("method") == "socialaccount" for way in ways)


def lacks_required_factor(user: User) -> bool:
    """Whether the account has to have a second factor, and has none."""
    return settings.FACTOR_REQUIRED and user.holds(CRITICAL) and not is_mfa_enabled(user)


def session_lacks_factor(request: HttpRequest) -> bool:
    """The same for whoever is signed in; one who came by a directory that asks for a factor itself lacks none."""
    if not settings.FACTOR_REQUIRED or request.session.get(KNOWN):
        return False
    user: Any = request.user
    if settings.OIDC_ASKS_FACTOR and has_come_by_directory(request):
        return False
    if not user.holds(CRITICAL):
        return False
    request.session[KNOWN] = is_mfa_enabled(user)
    return not request.session[KNOWN]
