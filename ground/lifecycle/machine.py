"""The one life-cycle mechanism of the register.

A `Lifecycle` names the states of a model and the transitions between them: who may, what must hold, what is
recorded. It works on sets: a page endorses a queryset of one, a queue a queryset of five hundred, and both
run the same few statements. docs/lifecycles.md is drawn from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ground.lifecycle.changelog import recorded
from ground.lifecycle.duties import Duties, people_before, taken_by_another, where_taken
from ground.lifecycle.refusals import NO_REASON, NOT_YOUR_STEP
from ground.lifecycle.roles import Role
from ground.lifecycle.versions import CHANGED_MEANWHILE, stale

Sentence = str | Promise
Problems = Iterable[tuple[Any, Sentence]]
# Rows that are about to change, and who wants it → (primary key, why not) for each row that may not.
Requirement = Callable[..., Problems]


class NotAllowed(Exception):
    """A refusal, with the sentence that the user reads."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def refuse_where(condition: Q | Callable[[Any], Q], sentence: Sentence) -> Requirement:
    """A requirement that rows matching `condition` break. `condition` may depend on the person acting."""

    def problems(rows: QuerySet, by: Any) -> Problems:
        matching = rows.filter(condition(by) if callable(condition) else condition)
        return [(pk, sentence) for pk in matching.values_list("pk", flat=True)]

    problems.sentence = sentence  # type: ignore[attr-defined]
    return problems


def not_by(attribute: str, sentence: Sentence) -> Requirement:
    """A requirement that the person acting is not the one in `attribute`, e.g. "filed_by"."""
    return refuse_where(lambda by: Q(**{attribute: by.pk}), sentence)


@dataclass(frozen=True)
class Transition:
    """One step of a life cycle.

    verb, label: the name in code and on the button.
    sources, target: the states it leads from and to.
    roles: one of these must be held at the row's unit or above; none where only the register itself takes the step.
    requires: what must hold. stamp: prefix of the columns `<stamp>_by` and `<stamp>_at` that it fills.
    needs_reason: the user must say why; `reason_field` keeps it on the row where lists show it.
    inputs: further columns that the person acting fills in. sets: columns that the step itself fills, each with a
    value or with a function of the moment. then: what else happens, in the same transaction.
    """

    verb: str
    label: Sentence
    sources: tuple[str, ...]
    target: str
    roles: tuple[Role, ...]
    requires: tuple[Requirement, ...] = ()
    stamp: str = ""
    needs_reason: bool = False
    reason_field: str = ""
    inputs: dict[str, Callable[[], forms.Field]] = field(default_factory=dict)
    sets: dict[str, Any] = field(default_factory=dict)
    then: tuple[Callable[..., None], ...] = ()
    tone: str = "primary"  # how the button looks: primary, secondary or danger

    def is_taken_on(self, row: Any) -> bool:
        """Whether the row went through this step already and stands where it leads to."""
        return row.status == self.target and bool(self.stamp) and getattr(row, f"{self.stamp}_at") is not None


@dataclass
class StepResult:
    """What became of each row: `done` holds primary keys, `refused` the sentence for each that stayed."""

    done: list[Any] = field(default_factory=list)
    refused: dict[Any, Sentence] = field(default_factory=dict)


class Lifecycle:
    """The states and transitions of one model, kept in its `status` column."""

    known: ClassVar[dict[str, Lifecycle]] = {}

    def __init__(
        self,
        name: str,
        states: type[models.TextChoices],
        transitions: Sequence[Transition],
        unit: str = "unit",
        duties: Duties = (),
    ) -> None:
        """name: the model in code, e.g. "riskpoint". unit: the lookup from a row to its unit.

        duties: what is done by different people, see duties.py.
        """
        self.name, self.states, self.unit = name, states, unit
        self.transitions = {t.verb: t for t in transitions}
        self.duties = duties
        self.further: dict[str, list[Requirement]] = {}
        self.shortfalls: dict[str, list[Requirement]] = {}
        self.following: dict[str, list[Callable[..., None]]] = {}
        Lifecycle.known[name] = self

    def require(self, verb: str, requirement: Requirement) -> None:
        """Let an app that builds on this one add what must hold, e.g. measures for registered risk points."""
        self.further.setdefault(verb, []).append(requirement)

    def let_through(self, verb: str, shortfall: Requirement) -> None:
        """Let an app add what falls short at a step and is let through all the same by who says why."""
        self.shortfalls.setdefault(verb, []).append(shortfall)

    def falling_short(self, rows: QuerySet, verb: str, by: Any) -> dict[Any, Sentence]:
        """Which of `rows` a person may take through `verb` only with a reason, by primary key, with the sentence."""
        found: dict[Any, Sentence] = {}
        for shortfall in self.shortfalls.get(verb, ()):
            for pk, sentence in shortfall(rows, by=by):
                found.setdefault(pk, sentence)
        return found

    def follow(self, verb: str, effect: Callable[..., None]) -> None:
        """Let an app add what else happens when rows have gone through a step, e.g. that somebody is told."""
        self.following.setdefault(verb, []).append(effect)

    def requirements(self, verb: str) -> list[Requirement]:
        step = self.transitions[verb]
        duties = taken_by_another(self.duties, step.stamp, self._path)
        return [*step.requires, *self.further.get(verb, []), *([duties] if duties else [])]

    def where_taken(self, model: type[models.Model], verb: str, by: Any) -> Q:
        """Rows at which `by` is refused the step, because they have taken an earlier duty there."""
        return where_taken(model, self.duties, self.transitions[verb].stamp, self._path, by)

    def people_before(self, model: type[models.Model], verb: str, row: str) -> str:
        """SQL: the accounts with an earlier duty than the step, as an array; `row` is the alias of the row."""
        return people_before(model, self.duties, self.transitions[verb].stamp, row)

    def effects(self, verb: str) -> list[Callable[..., None]]:
        """What else happens when rows have gone through a step: of its own, then of apps above."""
        return [*self.transitions[verb].then, *self.following.get(verb, ())]

    def available(self, row: Any, by: Any) -> list[Transition]:
        """The transitions that `by` may try on `row` now: state and role fit, other rules are told on trying."""
        unit = row
        for part in filter(None, self.unit.split("__")):
            unit = getattr(unit, part)
        return [t for t in self.transitions.values() if row.status in t.sources and by.holds(t.roles, at=unit)]

    def attempt(
        self,
        rows: QuerySet,
        verb: str,
        *,
        by: Any,
        reason: str = "",
        at: datetime | None = None,
        seen: Mapping[Any, str] | None = None,
        **inputs: Any,
    ) -> StepResult:
        """Take every row of `rows` that may go through `verb`; tell for each other row why not.

        rows: a queryset already narrowed to what `by` sees. by: None where a job of the register acts, which takes
        only the steps that are nobody's. seen: the versions that `by` looked at, by primary key; a row that was
        changed since is refused. Raises NotAllowed where the reason is missing.
        """
        step = self.transitions[verb]
        if step.needs_reason and not reason.strip():
            raise NotAllowed(NO_REASON)
        at = at or timezone.now()
        with transaction.atomic(), recorded(by, reason, f"{self.name}.{verb}"):
            result = self._judge(rows, step, by, seen or {}, is_reasoned=bool(reason.strip()))
            if result.done:
                changed = rows.model._base_manager.filter(pk__in=result.done)
                changed.update(**self._columns(step, by, reason, at, inputs))
                for effect in self.effects(verb):
                    effect(rows.model._base_manager.filter(pk__in=result.done), by=by, at=at)
        return result

    def apply(self, rows: QuerySet, verb: str, *, by: Any, reason: str = "", **options: Any) -> int:
        """Take all rows through `verb`, or none: raises NotAllowed with the first refusal. Returns the count."""
        with transaction.atomic():
            result = self.attempt(rows, verb, by=by, reason=reason, **options)
            if result.refused:
                raise NotAllowed(next(iter(result.refused.values())))
        return len(result.done)

    def _judge(
        self, rows: QuerySet, step: Transition, by: Any, seen: Mapping[Any, str], is_reasoned: bool
    ) -> StepResult:
        wanted = list(rows.order_by().values_list("pk", flat=True).distinct())
        locked = rows.model._base_manager.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
        states = dict(locked.values_list("pk", "status"))
        refused: dict[Any, Sentence] = {
            pk: self.out_of_order(step, status) for pk, status in states.items() if status not in step.sources
        }
        for pk in stale(rows.model, {pk: seen[pk] for pk in states if pk in seen}):
            refused.setdefault(pk, CHANGED_MEANWHILE)
        candidates = rows.model._base_manager.filter(pk__in=[pk for pk in states if pk not in refused])
        permitted = set(self._permitted(candidates, step, by).values_list("pk", flat=True))
        for pk in states:
            if pk not in refused and pk not in permitted:
                refused[pk] = NOT_YOUR_STEP
        candidates = candidates.filter(pk__in=permitted)
        for requirement in self.requirements(step.verb):
            for pk, sentence in requirement(candidates, by=by):
                refused.setdefault(pk, sentence)
        if not is_reasoned:
            for pk, sentence in self.falling_short(candidates, step.verb, by).items():
                refused.setdefault(pk, sentence)
        return StepResult([pk for pk in states if pk not in refused], refused)

    def _permitted(self, rows: QuerySet, step: Transition, by: Any) -> QuerySet:
        if by is None:
            return rows.none() if step.roles else rows
        return rows.filter(by.where_holds(step.roles, self._path))

    @property
    def _path(self) -> str:
        return f"{self.unit}__path" if self.unit else "path"

    def out_of_order(self, step: Transition, status: str) -> str:
        """The refusal of a step that does not follow from the row's state."""
        return _("“%(step)s” is not possible while the state is “%(state)s”.") % {
            "step": step.label,
            "state": self.states(status).label,
        }

    @staticmethod
    def _columns(step: Transition, by: Any, reason: str, at: datetime, inputs: dict[str, Any]) -> dict[str, Any]:
        columns: dict[str, Any] = {"status": step.target}
        if step.stamp:
            columns |= {f"{step.stamp}_by": by, f"{step.stamp}_at": at}
        if step.reason_field:
            columns[step.reason_field] = reason.strip()
        columns |= {name: value(at) if callable(value) else value for name, value in step.sets.items()}
        return columns | {name: inputs[name] for name in step.inputs if name in inputs}


class Stateful(models.Model):
    """A row with a life cycle. Subclasses set what stands below and a `status` field with the states."""

    lifecycle: ClassVar[Lifecycle]
    transition_route: ClassVar[str]  # the name of the address that takes its state changes
    status: Any

    class Meta:
        abstract = True

    def transition_url(self, verb: str) -> str:
        """Where a page sends the state change `verb` of this row."""
        return reverse(self.transition_route, args=[self.pk, verb])

    def perform(self, verb: str, *, by: Any, reason: str = "", seen: str = "", **options: Any) -> None:
        """Take this row through `verb`, e.g. point.perform("endorse", by=user). Raises NotAllowed.

        seen: the version that `by` looked at, see lifecycle.versions; empty where it does not matter.
        """
        rows = type(self)._base_manager.filter(pk=self.pk)
        self.lifecycle.apply(rows, verb, by=by, reason=reason, seen={self.pk: seen}, **options)
        self.refresh_from_db()
