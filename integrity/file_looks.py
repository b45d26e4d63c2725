"""That somebody opened something of an official's file is itself recorded, and the official sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ground.lifecycle.changelog import recorded
from integrity.choices import Opened
from integrity.models import FileLook

if TYPE_CHECKING:
    from accounts.models import User


def record_looks(officials: Iterable[int], what: Opened, *, by: User) -> None:
    """Record it for these officials, oneself left out."""
    others = sorted(set(officials) - {by.official_id})
    if others:
        with recorded(by, action="filelook.create"):
            FileLook.objects.bulk_create(FileLook(official_id=pk, by=by, what=what) for pk in others)
