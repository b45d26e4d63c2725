"""Whether the second factor of a session is fresh, for steps that ask for it again."""

from __future__ import annotations

import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ground.pages.views import safe_next

CODES = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


def lacks_fresh_factor(request: HttpRequest) -> bool:
    """Whether the account has a second factor that was not used in this session of late; none has nothing to lack."""
    user: Any = request.user
    if not is_mfa_enabled(user):
        return False
    used = [record["at"] for record in get_authentication_records(request, user) if record.get("method") == "mfa"]
    return not used or time.time() - used[-1] >= app_settings.REAUTHENTICATION_TIMEOUT


class FreshFactor:
    """Mixin of a page for steps that ask for the second factor again; `asks_at`: at which methods. A form asks before
    it is filled in, since what was sent is not kept."""

    asks_at: ClassVar[tuple[str, ...]] = ("POST",)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        asks = settings.FACTOR_REQUIRED and request.method in self.asks_at
        if asks and request.user.is_authenticated and lacks_fresh_factor(request):
            if request.method == "GET":
                return ask_for_factor(request, request.get_full_path())
            messages.info(request, _("Give your second factor, then do it again."))
            came_from = urlsplit(request.headers.get("Referer", "")).path
            return ask_for_factor(request, safe_next(request) or came_from or reverse("home"))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def ask_for_factor(request: HttpRequest, back: str) -> HttpResponse:
    """Lead to the page that asks for the factor, and from there to `back`.

    What was posted is not kept over that, as allauth would in the session: it holds a passphrase.
    """
    by_code = is_mfa_enabled(request.user, types=CODES)
    page = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    return redirect(f"{page}?{urlencode({'next': back})}")
