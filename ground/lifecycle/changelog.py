"""The change log: who changed what, when, from what to what, and why.

Database triggers write it (django-pghistory), so bulk writes are in it too. This module names the register's
tables for it (`tracked`), gives each change its reason (`recorded`) and reads it back (`changes_of`).
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory import runtime

CREATED, CHANGED, DELETED = "insert", "update", "delete"
OF_NOBODY = uuid.UUID("3f0d5a1e-6a3c-4c53-9d0e-5b1f7c2d9a44")
LABELS = {CREATED: _("created"), CHANGED: _("changed"), DELETED: _("deleted")}


def tracked(*, exclude: tuple[str, ...] = (), by_day: bool = False) -> Any:
    """Class decorator: every insert, update and delete of the model is logged, and the log only grows.

    exclude: columns that are not the register's own word, such as passwords and copies that triggers keep. by_day:
    entries may bear a day alone (`recorded_of_nobody`), and nothing that is made of them may say more.
    """

    def decorate(model: Any) -> Any:
        model.is_logged_by_day = by_day
        # The audit trail reads each log from its newest entry.
        newest = models.Index(
            fields=["-pgh_created_at", "-pgh_id"],
            name=f"{model._meta.app_label}_{model.__name__.lower()}"[:26] + "_log",
        )
        return pghistory.track(
            pghistory.InsertEvent(CREATED),
            pghistory.UpdateEvent(CHANGED),
            pghistory.DeleteEvent(DELETED),
            exclude=list(exclude) or None,
            append_only=True,
            meta={"indexes": [newest]},
        )(model)

    return decorate


@contextmanager
def recorded(by: Any, reason: str = "", action: str = "") -> Iterator[None]:
    """All changes inside carry this person, reason and action, e.g. "riskpoint.endorse".

    Blocks may be nested: each change belongs to the innermost one, so that two steps of one request keep their own
    reasons. (pghistory alone merges nested contexts into one, and the last reason would stand on both.)
    """
    metadata = {"user": getattr(by, "pk", None), "reason": reason.strip(), "action": action}
    outer = getattr(runtime._tracker, "value", None)
    if outer is None:
        with pghistory.context(**metadata):
            yield
        return
    runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata=outer.metadata | metadata)
    try:
        yield
    finally:
        runtime._tracker.value = outer


@contextmanager
def recorded_of_nobody(action: str) -> Iterator[None]:
    """All changes inside carry the action alone: no person, no address, no time finer than the day.

    One context serves all that is recorded so, so that its number among others says nothing. `day_in` has the entries
    bear the beginning of their day there, where their table has a trigger for it (riskwarnings/sql/days.sql).
    """
    metadata = {"user": None, "reason": "", "action": action, "day_in": settings.TIME_ZONE}
    with recorded(None, action=action):
        own = runtime._tracker.value
        key = uuid.uuid5(OF_NOBODY, json.dumps(metadata, sort_keys=True))
        runtime._tracker.value = runtime.Context(id=key, metadata=metadata)
        try:
            yield
        finally:
            runtime._tracker.value = own


@dataclass(frozen=True)
class FieldChange:
    """One column of a change; `before` is None when the row was created."""

    name: str
    label: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Circumstances:
    """When an entry of the log was made, what kind of change it is, by whom, why and by which action.

    is_by_day: of the time only the day is known (`recorded_of_nobody`).
    """

    at: datetime
    is_by_day: bool
    kind: str
    who: str
    reason: str
    action: str

    @property
    def told_at(self) -> str:
        """The time to the minute, or the day alone."""
        return timezone.localtime(self.at).strftime("%Y-%m-%d" if self.is_by_day else "%Y-%m-%d %H:%M")

    @property
    def label(self) -> Any:
        return LABELS.get(self.kind, self.kind)


@dataclass(frozen=True)
class Change(Circumstances):
    """One entry of an object's change log."""

    fields: list[FieldChange]


def event_models() -> list[Any]:
    """The log's tables, one for each table of the register."""
    from django.apps import apps

    return [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]


def event_model(model: type[models.Model]) -> Any:
    """The log table of `model`. Raises LookupError where the model is not tracked."""
    for candidate in event_models():
        if getattr(candidate, "pgh_tracked_model") is model:  # noqa: B009
            return candidate
    raise LookupError(model._meta.label)


def changes_of(row: models.Model, limit: int = 100) -> list[Change]:
    """The newest `limit` changes of `row`, newest first. Costs one query, one for names, one per kind of FK."""
    events = event_model(type(row))
    found = list(
        events._default_manager.filter(pgh_obj_id=row.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: limit + 1]
    )
    fields = [f for f in type(row)._meta.concrete_fields if hasattr(events, f.attname) and not f.primary_key]
    pairs = list(zip(found, [*found[1:], None], strict=True))[:limit]
    people = {metadata_of(event).get("user") for event in found} - {None}
    related = _related_labels(fields, pairs, {get_user_model(): people} if people else {})
    names = {pk: related.get((get_user_model(), pk), "") for pk in people}
    changes = []
    for event, previous in pairs:
        # The oldest entry read is compared with nothing only where it is the creation itself.
        differing = [
            FieldChange(
                name=f.name,
                label=str(f.verbose_name),
                before=None if previous is None else _shown(f, getattr(previous, f.attname), related),
                after=_shown(f, getattr(event, f.attname), related),
            )
            for f in fields
            if (
                getattr(previous, f.attname) != getattr(event, f.attname)
                if previous is not None
                else getattr(event, f.attname) not in (None, "", False)
            )
        ]
        changes.append(Change(**circumstances(event, names), fields=[] if event.pgh_label == DELETED else differing))
    return changes


def circumstances(event: Any, names: dict[Any, str]) -> dict[str, Any]:
    """The `Circumstances` of an entry, by their names. names: of people, by the keys of their accounts."""
    metadata = metadata_of(event)
    return {
        "at": event.pgh_created_at,
        "is_by_day": "day_in" in metadata,
        "kind": event.pgh_label,
        "who": names.get(metadata.get("user"), ""),
        "reason": metadata.get("reason") or "",
        "action": metadata.get("action") or "",
    }


def person_names(ids: set[Any]) -> dict[Any, str]:
    """Display names of the users with these ids, by id."""
    known = {i for i in ids if i}
    if not known:
        return {}
    return {user.pk: str(user) for user in get_user_model()._default_manager.filter(pk__in=known)}


def metadata_of(event: Any) -> dict[str, Any]:
    """What the context of an entry says: `user`, `reason`, `action` of `recorded`, and the request's `url`."""
    return event.pgh_context.metadata if event.pgh_context else {}


def _related_labels(
    fields: list[Any], pairs: list[tuple[Any, Any]], wanted: dict[Any, set[Any]]
) -> dict[tuple[Any, Any], str]:
    """The text of every related row that a change shows, and of those `wanted` besides: {(model, pk): text}.

    pairs: each entry of the log with the one before. One query per model.
    """
    for f in fields:
        if f.is_relation:
            shown = [
                (getattr(event, f.attname), getattr(previous, f.attname, None))
                for event, previous in pairs
                if getattr(event, f.attname) != getattr(previous, f.attname, None)
            ]
            ids = {pk for pair in shown for pk in pair} - {None}
            wanted.setdefault(f.related_model, set()).update(ids)
    return {
        (model, row.pk): str(row)
        for model, ids in wanted.items()
        if ids
        for row in model._base_manager.filter(pk__in=ids)
    }


def _shown(field: Any, value: Any, related: dict[tuple[Any, Any], str]) -> str:
    if value in (None, ""):
        return ""
    if words := getattr(field.model, "LOG_WORDS", {}).get(field.name):
        # A model may say how a column of its own kind reads.
        return str(words(value))
    if field.is_relation:
        return related.get((field.related_model, value), f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(value)
