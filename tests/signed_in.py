"""A client with a session of a user, as it stands once they have signed in.

The session is written, nobody signs in: a sign-in writes it four times and more beside it, which is proven where
signing in is, and costs more than the page that is asked for.
"""

import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client

from accounts.models import User
from accounts.session_ends import BEGAN, USED

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user: User) -> Client:
    session = SessionStore()
    session.create()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[BEGAN] = session[USED] = int(time.time())
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
