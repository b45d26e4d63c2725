"""The button by which a row is followed, at the head of its page."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.following import Following, newest_entry
from accounts.row_kinds import kind_of

register = template.Library()


@register.inclusion_tag("accounts/_follow.html", takes_context=True)
def follow_button(context: Any, row: Any, next_url: str = "") -> dict[str, Any]:
    """Follows `row`, or stops it; of one that is followed, the browser says that its news were seen."""
    request, kind = context["request"], kind_of(type(row))
    followed = Following.objects.filter(user=request.user, kind=kind.name, key=row.pk).first()
    return {
        "request": request,
        "row": row,
        "kind": kind.name,
        "is_followed": followed is not None,
        "has_news": followed is not None and newest_entry(kind, row.pk) > followed.seen,
        "next_url": next_url or request.get_full_path(),
    }
