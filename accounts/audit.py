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

from ground.lifecycle.changelog import LABELS, event_models, person_names

PAGE_ROWS = 50


@dataclass(frozen=True)
class Entry:
    """One change: when, of what, by whom, why."""

    at: datetime
    table: str
    kind: Any
    row: Any
    who: str
    action: str
    reason: str
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
    metadata = {id(e): (e.pgh_context.metadata if e.pgh_context else {}) for e in shown}
    names = person_names({data.get("user") for data in metadata.values()})
    entries = []
    for event in shown:
        data = metadata[id(event)]
        entries.append(
            Entry(
                at=event.pgh_created_at,
                table=str(event.pgh_tracked_model._meta.verbose_name),
                kind=LABELS.get(event.pgh_label, event.pgh_label),
                row=event.pgh_obj_id,
                who=names.get(data.get("user"), ""),
                action=data.get("action") or "",
                reason=data.get("reason") or "",
                address=data.get("url") or "",
            )
        )
    return TrailPage(
        entries=entries,
        tables=sorted((label, str(m.pgh_tracked_model._meta.verbose_name)) for label, m in models.items()),
        older=shown[-1].pgh_created_at.isoformat() if len(newest) > PAGE_ROWS else "",
    )
