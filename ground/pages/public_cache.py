"""Pages open to all: the same for everybody without a session, so they are kept ready and cost no query.

A page is kept for a minute; what is taken off the public pages is gone from them within that time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

OPEN = "/boards/"
LANGUAGES = dict(settings.LANGUAGES)
HEADS = ("Content-Type", "Content-Disposition")  # that say what an answer is
KEPT = 60  # seconds
LONGEST = 300  # characters of an address that is kept; longer ones nobody types twice


class OpenPagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.get_full_path()
        if (
            request.method != "GET"
            or not request.path.startswith(OPEN)
            or settings.SESSION_COOKIE_NAME in request.COOKIES
            or len(address) > LONGEST
        ):
            return self.get_response(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in LANGUAGES else ""
        key = f"open-page:{language}:{address}"
        kept = cache.get(key)
        if kept is None:
            response = self.get_response(request)
            if response.status_code != 200 or response.streaming or response.cookies:
                return response
            tag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
            heads = {name: response[name] for name in HEADS if name in response}
            kept = (response.content, tag, heads)
            cache.set(key, kept, KEPT)
        content, tag, heads = kept
        if request.headers.get("If-None-Match") == tag:
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(content, headers=heads)
        answer["ETag"], answer["Vary"] = tag, "Cookie"
        answer["Cache-Control"] = f"public, max-age={KEPT}"
        return answer
