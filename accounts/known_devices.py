"""The devices from which a person has signed in before: a sign-in from another one is told to them.

The device itself remembers, by a cookie of digests that only this register can make: which devices a person has is
written down nowhere.
"""

from __future__ import annotations

import re
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

# Most browsers also name those that they descend from, so the most particular names come first.
BROWSERS = {
    "wxwork": "WeCom",
    "DingTalk": "DingTalk",
    "MicroMessenger": "WeChat",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "OpenHarmony|HarmonyOS": "HarmonyOS",
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def device_name(agent: str) -> str:
    """“Chrome · Windows” for what a browser calls itself; its own words, cut short, where nothing in it is known."""
    named = [
        next((name for mark, name in known.items() if re.search(mark, agent)), "") for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, named)) or agent[:60]


def _mark(user: User) -> str:
    return salted_hmac("accounts.known_devices", str(user.pk), algorithm="sha256").hexdigest()[:32]


def meet(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Somebody signed in: tell them where the device does not know them, and let it know them from now on."""
    marks = [mark for mark in request.COOKIES.get(COOKIE, "").split(".") if mark]
    mark = _mark(user)
    if mark not in marks:
        address = reverse("usersessions_list")
        notify(NEW_DEVICE, [(user.pk, device_name(request.headers.get("User-Agent", "")), address)], url=address)
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
