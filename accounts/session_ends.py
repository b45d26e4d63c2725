"""A session ends when nobody has worked in it for a while, and after its longest time in any case."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

IDLE = _("You were signed out after a period of inactivity.")
OVER = _("You were signed out because the session reached its time limit.")
BEGAN, USED = "began", "used"  # in the session, in seconds since 1970
STEPS = 10  # how finely the use of a session is kept: a write for each tenth of the idle time


@receiver(user_logged_in)
def begin(sender: Any, request: Any, user: Any, **told: Any) -> None:
    """Time counts from the sign-in."""
    request.session[BEGAN] = request.session[USED] = int(time.time())


def ended(session: SessionBase) -> Any:
    """Why the session is over, in words; empty while it is not, and then it counts as used now.

    A session of before this counts from now on.
    """
    now = int(time.time())
    began, used = session.get(BEGAN, now), session.get(USED, now)
    if now - began >= settings.SESSION_COOKIE_AGE:
        return OVER
    if settings.SESSION_IDLE and now - used >= settings.SESSION_IDLE:
        return IDLE
    if BEGAN not in session or (settings.SESSION_IDLE and now - used >= settings.SESSION_IDLE / STEPS):
        session[BEGAN], session[USED] = began, now
    return ""
