"""The audit trail over all tables of the register, newest first, page by page.

Each log table gives its newest rows by its own index; merging them costs the same however long the log is.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.dateparse import parse_datetime

from ground.lifecycle.changelog import Circumstances, circumstances, event_models, metadata_of, person_names

PAGE_ROWS = 50


@dataclass(frozen=True)
class Entry(Circumstances):
    """One change, of which row of which table, and at which address it was made."""

    table: str
    row: Any
    address: str


@dataclass(frozen=True)
class TrailPage:
    entries: list[Entry]
    tables: list[tuple[str, str]]
    older: str  # the `before` of the next page, empty on the last


def _when(event: Any) -> datetime:
    return event.pgh_created_at


def trail(*, before: str = "", table: str = "") -> TrailPage:
    """The newest changes older than `before` (an ISO time), of all tables or of one."""
    try:
        limit = parse_datetime(before) if before else None
    except ValueError:
        limit = None
    models = {m._meta.label_lower: m for m in event_models()}
    chosen = [models[table]] if table in models else list(models.values())
    streams = []
    for model in chosen:
        events = model._default_manager.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")
        if limit:
            events = events.filter(pgh_created_at__lt=limit)
        streams.append(list(events[: PAGE_ROWS + 1]))
    newest = list(islice(heapq.merge(*streams, key=_when, reverse=True), PAGE_ROWS + 1))
    shown = newest[:PAGE_ROWS]
    names = person_names({metadata_of(event).get("user") for event in shown})
    entries = [
        Entry(
            **circumstances(event, names),
            table=str(event.pgh_tracked_model._meta.verbose_name),
            row=event.pgh_obj_id,
            address=metadata_of(event).get("url") or "",
        )
        for event in shown
    ]
    return TrailPage(
        entries=entries,
        tables=sorted((label, str(m.pgh_tracked_model._meta.verbose_name)) for label, m in models.items()),
        older=shown[-1].pgh_created_at.isoformat() if len(newest) > PAGE_ROWS else "",
    )
