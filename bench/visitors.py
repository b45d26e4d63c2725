"""The province's people, each with a browser in which they have signed in."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import psycopg

from bench.server import Answer, Browser
from bench.subjects import Subjects


def session_of(username: str) -> str:
    """The key of a new session of `username`, made as the product makes it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.models import User

    user = User.objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


class Visitors:
    """Who asks: the people of `subjects`, at the server of `port`. connection: to look at what came of it."""

    def __init__(self, connection: psycopg.Connection, subjects: Subjects, port: int) -> None:
        self.connection, self.subjects, self.port = connection, subjects, port
        self.browsers: dict[str, Browser] = {}

    def browser(self, username: str) -> Browser:
        if username not in self.browsers:
            self.browsers[username] = Browser(self.port, session_of(username))
        return self.browsers[username]

    def anybody(self) -> Browser:
        """A browser of its own in which nobody has signed in."""
        return Browser(self.port, "")

    def get(self, username: str, path: str) -> Callable[[], Answer]:
        return lambda: self.browser(username).get(path)
