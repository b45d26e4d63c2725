"""The change log: who changed what, when, from what to what, and why.

Database triggers write it (django-pghistory), so bulk writes are in it too. This module names the register's
tables for it (`tracked`), gives each change its reason (`recorded`) and reads it back (`changes_of`).
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory import runtime

from ground.lifecycle.log_terms import FieldChange, LogTerms, compared, label_of

CREATED, CHANGED, DELETED = "insert", "update", "delete"
OF_NOBODY = uuid.UUID("3f0d5a1e-6a3c-4c53-9d0e-5b1f7c2d9a44")
LABELS = {CREATED: _("created"), CHANGED: _("changed"), DELETED: _("deleted")}


def tracked(*, exclude: tuple[str, ...] = (), by_day: bool = False, **terms: Any) -> Any:
    """Class decorator: every insert, update and delete of the model is logged, and the log only grows.

    exclude: columns that are not the register's own word, such as passwords and copies that triggers keep. by_day:
    entries may bear a day alone (`recorded_of_nobody`), and nothing that is made of them may say more. terms: how the
    log of the model reads, see `LogTerms`.
    """

    def decorate(model: Any) -> Any:
        model.is_logged_by_day = by_day
        model.log_terms = LogTerms(**terms)
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
class Circumstances:
    """When an entry of the log was made, what kind of change it is, by whom, why and by which action.

    is_by_day: of the time only the day is known (`recorded_of_nobody`). post: that the person held then, if any.
    """

    at: datetime
    is_by_day: bool
    kind: str
    who: str
    reason: str
    action: str
    post: str = ""

    @property
    def told_at(self) -> str:
        """The time to the minute, or the day alone."""
        return timezone.localtime(self.at).strftime("%Y-%m-%d" if self.is_by_day else "%Y-%m-%d %H:%M")

    @property
    def label(self) -> Any:
        return LABELS.get(self.kind, self.kind)


@dataclass(frozen=True)
class Person:
    """Who changed something. periods: their posts as (from, until or None, name of the post)."""

    name: str
    periods: tuple[tuple[date, date | None, str], ...] = ()

    def post_on(self, day: date) -> str:
        return next((post for start, end, post in self.periods if start <= day and (not end or day <= end)), "")


@dataclass(frozen=True)
class Change(Circumstances):
    """One entry of the log of a model: `fields` without what the log never shows.

    number: of the entry in its log. implied: the columns of which a step of the life cycle of the model says enough.
    """

    model: Any = None
    fields: list[FieldChange] = field(default_factory=list)
    number: int = 0
    implied: frozenset[str] = frozenset()


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


def logged_fields(model: Any) -> list[Any]:
    """The columns of a tracked model that its log keeps and shows."""
    events, terms = event_model(model), model.log_terms
    columns = (f for f in model._meta.concrete_fields if not f.primary_key and hasattr(events, f.attname))
    return [f for f in columns if f.name not in terms.technical]


def changes_of(row: models.Model, limit: int = 100) -> list[Change]:
    """The newest `limit` changes of `row`, newest first. Costs a fixed number of queries: entries, people, and one
    per kind of FK."""
    model = type(row)
    found = list(
        event_model(model)
        ._default_manager.filter(pgh_obj_id=row.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: limit + 1]
    )
    # The oldest entry read is compared with nothing only where it is the creation itself.
    pairs = list(zip(found, [*found[1:], None], strict=True))[:limit]
    fields = logged_fields(model)
    related = labels_of(keys_shown(fields, pairs))
    people = people_of({metadata_of(event).get("user") for event in found})
    return [change_of(event, previous, fields, related, people) for event, previous in pairs]


def change_of(
    event: Any,
    previous: Any,
    fields: list[Any],
    related: dict[tuple[Any, Any], str],
    people: dict[Any, Person],
    withheld: tuple[str, ...] = (),
) -> Change:
    """An entry of the log against the one before it, None for the first.

    related: see `labels_of`. withheld: columns of which only that they changed is told.
    """
    told = circumstances(event, people)
    model = event.pgh_tracked_model
    step = _step_taken(model, told["action"])
    if step and step.reason_field in withheld:
        told["reason"] = ""
    differing = [] if event.pgh_label == DELETED else [f for f in fields if _differs(event, previous, f)]
    changes = [
        FieldChange(f.name, label_of(f), None, "", is_withheld=True)
        if f.name in withheld
        else compared(
            f, getattr(previous, f.attname, None), getattr(event, f.attname), related, is_new=previous is None
        )
        for f in differing
    ]
    return Change(**told, model=model, fields=changes, number=event.pgh_id, implied=_implied(model, step))


def _differs(event: Any, previous: Any, column: Any) -> bool:
    value = getattr(event, column.attname)
    if previous is None:
        return value not in (None, "", False)
    return bool(getattr(previous, column.attname) != value)


def _step_taken(model: Any, action: str) -> Any:
    """The step of the life cycle of `model` that an action is, else None."""
    lifecycle = getattr(model, "lifecycle", None)
    name, _dot, verb = action.partition(".")
    return lifecycle.transitions.get(verb) if lifecycle and lifecycle.name == name else None


def _implied(model: Any, step: Any) -> frozenset[str]:
    """State, who took a step and when, and its reason: the columns that say again what its sentence says."""
    if step is None:
        return frozenset()
    stamps = {t.stamp for t in model.lifecycle.transitions.values() if t.stamp}
    return frozenset(f"{stamp}_{end}" for stamp in stamps for end in ("by", "at")) | {"status", step.reason_field}


def circumstances(event: Any, people: dict[Any, Person]) -> dict[str, Any]:
    """The `Circumstances` of an entry, by their names. people: by the keys of their accounts."""
    metadata = metadata_of(event)
    person = people.get(metadata.get("user"))
    return {
        "at": event.pgh_created_at,
        "is_by_day": "day_in" in metadata,
        "kind": event.pgh_label,
        "who": person.name if person else "",
        "post": person.post_on(timezone.localtime(event.pgh_created_at).date()) if person else "",
        "reason": metadata.get("reason") or "",
        "action": metadata.get("action") or "",
    }


def people_of(ids: set[Any]) -> dict[Any, Person]:
    """The people with these accounts, by account; two queries, none where there is nobody."""
    known = {i for i in ids if i}
    return get_user_model()._default_manager.people(known) if known else {}  # type: ignore[attr-defined]


def metadata_of(event: Any) -> dict[str, Any]:
    """What the context of an entry says: `user`, `reason`, `action` of `recorded`, and the request's `url`."""
    return event.pgh_context.metadata if event.pgh_context else {}


def keys_shown(fields: list[Any], pairs: list[tuple[Any, Any]]) -> dict[Any, set[Any]]:
    """The keys of the related rows that changes name, by model. pairs: each entry with the one before."""
    wanted: dict[Any, set[Any]] = {}
    for f in fields:
        if f.is_relation:
            for event, previous in pairs:
                now, then = getattr(event, f.attname), getattr(previous, f.attname, None)
                if now != then:
                    wanted.setdefault(f.related_model, set()).update({now, then} - {None})
    return wanted


def labels_of(wanted: dict[Any, set[Any]]) -> dict[tuple[Any, Any], str]:
    """The text of the rows with these keys: {(model, pk): text}; one query per model."""
    found: dict[tuple[Any, Any], str] = {}
    for model, ids in wanted.items():
        if ids:
            terms = getattr(model, "log_terms", LogTerms())
            rows = model._base_manager.filter(pk__in=ids).select_related(*terms.named_with)
            found |= {(model, row.pk): str(row) for row in rows}
    return found
