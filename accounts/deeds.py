"""What a person has done: the steps of life cycles that they took, by the contexts of the change log, newest first.

A context is made in the transaction of its step, so that its entries bear its time: the index of each log by time
finds them, and the contexts of one person have an index of their own (migration 0006). A deed whose rows the person
may no longer see is not told.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from pghistory.models import Context

from accounts.audit import EPOCH, moment
from accounts.inbox_lines import Entry
from accounts.row_kinds import Kind, kind_of
from ground.lifecycle.changelog import event_model, event_models
from ground.lifecycle.machine import Lifecycle
from ground.pages.days import start_of_day
from units.models import Unit

PAGE = 50
NAMED = 5  # rows of a deed of which one that the person sees stands for all
LISTED = 50  # rows of a deed that are read beside the list


@dataclass(frozen=True)
class Deed:
    """A step that was taken. count: rows that went through it at once, of which `row` is one."""

    key: uuid.UUID
    at: datetime
    label: Any
    reason: str
    kind: Kind
    row: Any
    count: int

    @property
    def entry(self) -> Entry:
        return self.kind.entry(self.row)

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class DeedsPage:
    """older: the place after which the next page begins, empty on the last."""

    deeds: list[Deed]
    older: str = ""


@cache
def stateful() -> dict[str, Any]:
    """The models with a life cycle, by the name of it."""
    models = (model.pgh_tracked_model for model in event_models())
    return {model.lifecycle.name: model for model in models if hasattr(model, "lifecycle")}


@cache
def _steps() -> list[str]:
    """The actions of the log that are steps of somebody's."""
    lifecycles: list[Lifecycle] = [model.lifecycle for model in stateful().values()]
    return [f"{one.name}.{step.verb}" for one in lifecycles for step in one.transitions.values() if step.roles]


def contexts_of(user: Any) -> QuerySet:
    """The contexts in which `user` took a step."""
    # One list of texts: a comparison with each of some hundred steps takes Django longer than all the rest.
    a_step = RawSQL("pghistory_context.metadata ->> 'action' = ANY (%s)", [_steps()], BooleanField())
    found: QuerySet = Context.objects.filter(a_step, metadata__user=user.pk)
    return found


def since_monday(user: Any) -> QuerySet:
    """The contexts of this week in which `user` took a step."""
    now = timezone.localtime()
    monday = start_of_day(now - timedelta(days=now.weekday()))
    return contexts_of(user).filter(created_at__gte=monday)


def done_this_week(user: Any) -> int:
    """How many steps `user` has taken since Monday."""
    return since_monday(user).count()


def deeds_of(user: Any, after: str = "", within: Unit | None = None) -> DeedsPage:
    """A page of what `user` has done, from the place `after` on. Three queries for each kind of row among them."""
    contexts = contexts_of(user).order_by("-created_at", "-id")
    if place := _place(after):
        at, key = place
        contexts = contexts.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=key), created_at__lte=at)
    found = list(contexts[: PAGE + 1])
    older = _place_of(found[PAGE - 1]) if len(found) > PAGE else ""
    found = found[:PAGE]
    by_model: dict[Any, list[Context]] = defaultdict(list)
    for context in found:
        by_model[_model_of(context)].append(context)
    told: dict[Any, Deed] = {}
    for model, own in by_model.items():
        told |= _told(kind_of(model), own, user, within)
    return DeedsPage([told[context.pk] for context in found if context.pk in told], older)


def _told(kind: Kind, contexts: list[Context], user: Any, within: Unit | None) -> dict[Any, Deed]:
    """The deeds of one kind, by the keys of their contexts."""
    keys = _rows_of(kind, contexts)
    rows = kind.seen_by(user, {key for own in keys.values() for key in own[:NAMED]})
    if within:
        rows = rows.filter(**{f"{kind.path}__below": within.path})
    seen = {row.pk: row for row in rows}
    found = {}
    for context in contexts:
        own = keys.get(context.pk, [])
        row = next((seen[key] for key in own[:NAMED] if key in seen), None)
        if row is not None:
            found[context.pk] = _deed(context, kind, row, len(own))
    return found


def _deed(context: Context, kind: Kind, row: Any, count: int) -> Deed:
    _name, _dot, verb = context.metadata["action"].partition(".")
    step = row.lifecycle.transitions[verb]
    # What the life cycle keeps out of the audit trail stands on the row, for those who read it there.
    withheld = step.reason_field in type(row).log_terms.withheld
    reason = "" if withheld else context.metadata.get("reason") or ""
    return Deed(context.pk, context.created_at, step.label, reason, kind, row, count)


def _rows_of(kind: Kind, contexts: list[Context]) -> dict[Any, list[Any]]:
    """The keys of the rows that changed in each context."""
    entries = event_model(kind.model)._default_manager.filter(
        pgh_created_at__in={context.created_at for context in contexts}, pgh_context__in=[c.pk for c in contexts]
    )
    keys = entries.order_by().values_list("pgh_context").annotate(keys=ArrayAgg("pgh_obj_id", distinct=True))
    return dict(keys)


@dataclass(frozen=True)
class Told:
    """A deed with its rows, as far as the person sees them."""

    deed: Deed
    rows: list[tuple[Any, Entry]]


def deed_of(user: Any, key: uuid.UUID) -> Told | None:
    """One deed of `user` with its first rows; None where there is none that they may see."""
    context = contexts_of(user).filter(pk=key).first()
    if context is None:
        return None
    kind = kind_of(_model_of(context))
    keys = _rows_of(kind, [context]).get(context.pk, [])
    rows = list(kind.seen_by(user, keys[:LISTED]))
    if not rows:
        return None
    return Told(_deed(context, kind, rows[0], len(keys)), [(row, kind.entry(row)) for row in rows])


def _model_of(context: Context) -> Any:
    return stateful()[context.metadata["action"].partition(".")[0]]


def _place_of(context: Context) -> str:
    return f"{moment(context.created_at)}-{context.pk.hex}"


def _place(text: str) -> tuple[datetime, uuid.UUID] | None:
    """The place that an address names; None where it names none."""
    micros, _dash, key = text.partition("-")
    if not (micros.isascii() and micros.isdecimal() and len(micros) < 17):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(micros)), uuid.UUID(key)
    except ValueError:
        return None
