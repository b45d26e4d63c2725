"""Versions of rows in HTTP: handed out as ETag, taken back as If-Match and If-None-Match."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from ground.lifecycle.versions import StaleVersion, version_of


def etag_of(row: Any) -> str:
    return f'"{version_of(row)}"'


def named(request: Request, header: str) -> list[str]:
    """The versions that a header of the request names."""
    return [tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(",") if tag.strip()]


def check_seen(request: Request, row: Any) -> None:
    """Lock the row; raises StaleVersion where it is not the version that If-Match names. Inside a transaction."""
    tags = named(request, "If-Match")
    if tags and "*" not in tags:
        locked = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
        if etag_of(locked) not in tags:
            raise StaleVersion(row)
