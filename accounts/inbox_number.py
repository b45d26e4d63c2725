"""How many things wait for a person, for the navigation: counted once a minute, and anew after what they did."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from accounts.inbox import Inbox
from accounts.inbox_sources import View

LASTS = 60  # seconds; whatever the person does themselves has it counted anew at once


def number_of(user: Any) -> int:
    """How many things wait for `user`."""

    def counted() -> int:
        inbox = Inbox(user)
        inbox.count()
        return inbox.of_view(View.MINE)

    return int(cache.get_or_set(_key(user.pk), counted, LASTS) or 0)


def keep_number(user: Any, number: int) -> None:
    """What the inbox itself has just counted."""
    cache.set(_key(user.pk), number, LASTS)


def forget_number(user_id: int) -> None:
    cache.delete(_key(user_id))


def _key(user_id: int) -> str:
    return f"inbox:{user_id}"
