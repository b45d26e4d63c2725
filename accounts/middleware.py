"""A password that somebody else set is changed before anything else happens."""

from collections.abc import Callable

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.refusals import OWN_PASSWORD_FIRST
from ground.pages.problems import problem_response

ALLOWED = {"account_change_password", "account_logout", "set_language", "healthz", "readyz"}


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
        if any(
            way.get("method") == "socialaccount"
            for way in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        ):
            return None
        if request.resolver_match and request.resolver_match.url_name in ALLOWED:
            return None
        sentence = OWN_PASSWORD_FIRST
        if request.path.startswith("/api/"):
            return problem_response(403, str(sentence))
        messages.warning(request, sentence)
        return redirect("account_change_password")
