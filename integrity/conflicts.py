"""Declared interests beside the powers that the official's posts exercise; compared in sql/conflicts.sql."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from integrity.choices import How
from powers.models import PowerItem
from units.models import Post


@dataclass(frozen=True)
class Conflict:
    """A power that the official exercises in the domain of a declared interest.

    since: the day since which both have been there. is_open: nobody has decided on it since.
    """

    power: PowerItem
    post: Post
    how: How
    since: date | None
    is_open: bool


def conflicts_of(declaration: Any, on: date | None = None) -> list[Conflict]:
    """What a declaration conflicts with on a day, by the code of the power."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT power_item_id, post_id, how, since, is_open FROM integrity_conflicts(%s)"
            " WHERE declaration_id = %s",
            [on or timezone.localdate(), declaration.pk],
        )
        found = cursor.fetchall()
    powers = PowerItem.objects.select_related("unit").in_bulk({row[0] for row in found})
    posts = Post.objects.in_bulk({row[1] for row in found})
    conflicts = [
        Conflict(powers[power], posts[post], How(how), since, is_open) for power, post, how, since, is_open in found
    ]
    return sorted(conflicts, key=lambda c: (c.power.code, c.post.pk))
