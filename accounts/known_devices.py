"""The devices from which a person has signed in before: a sign-in from another one is told to them.

The device itself remembers, by a cookie of digests that only this register can make: which devices a person has is
written down nowhere.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.notice_kinds import NoticeKind
from accounts.notices import notify
from accounts.tasks import mail_new_device

if TYPE_CHECKING:
    from accounts.models import User

COOKIE = "known_as"
LASTS = 400 * 24 * 3600  # what browsers keep at most
MOST = 20  # people who share a device
NEW_DEVICE = NoticeKind(
    "acc_device",
    _("sign-in from a new device"),
    ngettext_lazy("%(count)d sign-in from a new device.", "%(count)d sign-ins from new devices.", "count"),
    one=_("Your account was used from a new device: %(name)s. If this was not you, tell your administrator."),
    is_discreet=True,
    is_always=True,
)


def _mark(user: User) -> str:
    return salted_hmac("accounts.known_devices", str(user.pk), algorithm="sha256").hexdigest()[:32]


def meet(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Somebody signed in: tell them where the device does not know them, and let it know them from now on."""
    marks = [mark for mark in request.COOKIES.get(COOKIE, "").split(".") if mark]
    mark = _mark(user)
    if mark not in marks:
        address = reverse("usersessions_list")
        notify(NEW_DEVICE, [(user.pk, request.headers.get("User-Agent", "")[:100], address)], url=address)
        if user.email and settings.EMAIL_URL:
            transaction.on_commit(partial(mail_new_device.delay, user.pk), robust=True)
    response.set_cookie(
        COOKIE,
        ".".join([mark, *(m for m in marks if m != mark)][:MOST]),
        max_age=LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
