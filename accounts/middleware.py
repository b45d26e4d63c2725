"""What comes before every page: the session goes on, the password is one's own, the second factor is there."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access_records import AccessKind, record_once
from accounts.inbox_number import forget_number
from accounts.refusals import OWN_PASSWORD_FIRST
from accounts.required_factor import FACTOR_FIRST, has_come_by_directory, session_lacks_factor
from accounts.session_ends import ended
from ground.lifecycle.machine import NotAllowed
from ground.pages.problems import problem_response

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
ALLOWED = {"account_change_password", "account_logout", "set_language", "healthz", "readyz"}
SET_UP = ALLOWED | {
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_edit_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
}


class SessionEndMiddleware:
    """Nobody goes on in a session that has lasted or lain too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and (why := ended(request.session)):
            logout(request)
            messages.info(request, why)
        return self.get_response(request)


class InboxNumberMiddleware:
    """After what a person does, it is counted anew how much waits for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.method not in SAFE_METHODS and request.user.is_authenticated:
            forget_number(request.user.pk)
        return answer


class PasswordChangeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        user = request.user
        if settings.DEMO or not user.is_authenticated or not user.must_change_password:
            return None
        # Whoever came by the directory never uses the password here.
        if has_come_by_directory(request):
            return None
        if request.resolver_match and request.resolver_match.url_name in ALLOWED:
            return None
        sentence = OWN_PASSWORD_FIRST
        if request.path.startswith("/api/"):
            return problem_response(403, str(sentence))
        messages.warning(request, sentence)
        return redirect("account_change_password")


class RefusalRecordMiddleware:
    """What signed-in people are refused is recorded; whoever tells a signal leaves no such trace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 403:
            _record_refusal(request, _("The page or step is not open to this role."))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, NotAllowed):
            _record_refusal(request, str(exception.sentence))


def _record_refusal(request: HttpRequest, sentence: str) -> None:
    match = request.resolver_match
    if not request.user.is_authenticated or (match and "report" in match.view_name):
        return
    with suppress(DatabaseError):  # of a database that is read-only or gone the page itself tells
        record_once(AccessKind.REFUSED, request.user, request.user, what=f"{request.path} {sentence}")


class RequiredFactorMiddleware:
    """Whoever has to have a second factor sets it up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not settings.FACTOR_REQUIRED or not request.user.is_authenticated or not session_lacks_factor(request):
            return None
        if request.resolver_match and request.resolver_match.url_name in SET_UP:
            return None
        if request.path.startswith("/api/"):
            return problem_response(403, str(FACTOR_FIRST))
        messages.warning(request, FACTOR_FIRST)
        return redirect("mfa_index")
