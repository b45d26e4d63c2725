"""A flow as a whole: its steps in order with the ways between them, apart from the rows that store it.

The editor, the API, an import and a copy of another flow all speak in outlines; `replace` is the only place that
writes one into a flow.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.versions import StaleVersion, stale
from powers.choices import WayKind
from powers.faults import Fault, StepFacts, faults
from powers.models import TO_ITSELF, Flow, Step, Way
from units.models import Post, Unit
from units.refusals import POST_ELSEWHERE

if TYPE_CHECKING:
    from accounts.models import User

MOST_STEPS = 200  # the longest chart of an office seen had 60; more is a mistake, or an attack

ONLY_DRAFTS = _("Only a draft can be edited. Start a new version instead.")
TOO_MANY = _("A flow holds at most %(most)s steps, this one has %(count)s. Split it into several power items.")
NO_NAME = _("Name the step.")
NOT_A_STEP = _("This transition leads to a step that is not in the flow.")
TWICE = _("The same step is named twice.")
SAME_KEY = _("Two steps have the same key.")
NO_SUCH_POST = _("Your unit has no post “%(post)s”; choose another.")


@dataclass(frozen=True)
class WayOutline:
    """A way out of a step: to the step with this key."""

    to: str
    kind: str = WayKind.FORWARD.value
    condition: str = ""


@dataclass(frozen=True)
class StepOutline:
    """A step. handler, monitor: ids of posts.

    key: what ways name it by. Where it is the lineage of a step of the same power, the step stays that one, with all
    that was found there; any other key makes a new step.
    """

    key: str
    name: str
    handler: int | None = None
    monitor: int | None = None
    time_limit: int | None = None
    is_end: bool = False
    is_key: bool = False
    ways: tuple[WayOutline, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Why an outline cannot be saved: the step's key (empty for the whole flow), the field, the sentence."""

    step: str
    field: str
    sentence: str | Promise


@dataclass(frozen=True)
class Outline:
    """A whole flow; the first step is where it starts."""

    steps: tuple[StepOutline, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)  # what an import or a copy could not bring along

    def as_data(self) -> dict[str, Any]:
        """In the shape that the editor and the API send and receive."""
        return {"steps": [asdict(step) | {"ways": [asdict(way) for way in step.ways]} for step in self.steps]}

    def problems(self, unit: Unit) -> list[Problem]:
        """What keeps it from being saved as a flow of `unit`; one query."""
        if len(self.steps) > MOST_STEPS:
            return [Problem("", "", TOO_MANY % {"most": MOST_STEPS, "count": len(self.steps)})]
        keys = [step.key for step in self.steps]
        posts = set(unit.posts.values_list("pk", flat=True))
        found = [Problem(key, "", SAME_KEY) for key in {key for key in keys if keys.count(key) > 1}]
        for step in self.steps:
            targets = [way.to for way in step.ways]
            checks = (
                (not step.name.strip(), "name", NO_NAME),
                (any(to not in keys for to in targets), "ways", NOT_A_STEP),
                (step.key in targets, "ways", TO_ITSELF),
                (len(set(targets)) < len(targets), "ways", TWICE),
                (step.handler is not None and step.handler not in posts, "handler", POST_ELSEWHERE),
                (step.monitor is not None and step.monitor not in posts, "monitor", POST_ELSEWHERE),
            )
            found += [Problem(step.key, name, sentence) for broken, name, sentence in checks if broken]
        return found

    def faults(self) -> list[tuple[str, Fault]]:
        """What keeps it from being confirmed: (key of the step, fault); see powers.faults."""
        numbers = {step.key: number for number, step in enumerate(self.steps)}
        facts = [StepFacts(numbers[s.key], s.name, s.handler, s.monitor, s.is_end) for s in self.steps]
        ways = [(numbers[s.key], numbers[w.to]) for s in self.steps for w in s.ways if w.to in numbers]
        return [("" if f.step is None else self.steps[f.step].key, f) for f in faults(facts, ways)]

    def rows(self, unit: Unit) -> tuple[list[Step], list[Way]]:
        """Unsaved steps and transitions for the drawing, numbered from 1; one query for the posts."""
        posts = {post.pk: post for post in unit.posts.all()}
        keys = {step.key: number for number, step in enumerate(self.steps, 1)}
        steps = [
            Step(
                pk=number,
                number=number,
                name=step.name,
                handler=posts.get(step.handler or 0),
                monitor=posts.get(step.monitor or 0),
                time_limit=step.time_limit,
                is_end=step.is_end,
                is_key=step.is_key,
            )
            for number, step in enumerate(self.steps, 1)
        ]
        ways = [
            Way(source_id=keys[step.key], target_id=keys[way.to], kind=way.kind, condition=way.condition)
            for step in self.steps
            for way in step.ways
            if way.to in keys and way.to != step.key
        ]
        return steps, ways


def outline_of(flow: Flow) -> Outline:
    """The outline of a stored flow; two queries."""
    steps = list(flow.steps.order_by("number"))
    keys = {step.pk: str(step.lineage) for step in steps}
    ways: dict[int, list[WayOutline]] = {}
    for way in Way.objects.filter(source__flow=flow).order_by("source__number", "target__number"):
        ways.setdefault(way.source_id, []).append(WayOutline(keys[way.target_id], way.kind, way.condition))
    return Outline(
        tuple(
            StepOutline(
                keys[step.pk],
                step.name,
                step.handler_id,
                step.monitor_id,
                step.time_limit,
                step.is_end,
                step.is_key,
                tuple(ways.get(step.pk, ())),
            )
            for step in steps
        )
    )


def borrowed(other: Flow, unit: Unit) -> Outline:
    """The outline of another flow as a start for one of `unit`.

    Posts of another unit are replaced by the posts of that name in `unit`; the notes name those that it has not.
    """
    outline = outline_of(other)
    if other.unit.pk == unit.pk:
        return outline
    named = {post.pk: str(post) for post in Post.objects.filter(unit=other.unit)}
    own = {str(post): post.pk for post in unit.posts.filter(is_abolished=False)}
    wanted = {pk for step in outline.steps for pk in (step.handler, step.monitor) if pk}
    missing = sorted({named[pk] for pk in wanted if pk in named and named[pk] not in own})

    def here(pk: int | None) -> int | None:
        return own.get(named.get(pk or 0, ""))

    steps = tuple(replace(s, handler=here(s.handler), monitor=here(s.monitor)) for s in outline.steps)
    return Outline(steps, tuple(str(NO_SUCH_POST % {"post": name}) for name in missing))


def replace_flow(flow: Flow, outline: Outline, *, by: User, seen: str = "") -> None:
    """Make the draft `flow` what `outline` says, all or nothing; steps that stay keep their rows.

    outline: without problems. seen: the version of the flow that `by` looked at. Raises NotAllowed for a flow that is
    no draft and for a step that is gone while risk points lie on it, StaleVersion where somebody else was first.
    """
    with transaction.atomic(), recorded(by, action="flow.edit"):
        locked = Flow.objects.select_for_update(of=("self",)).get(pk=flow.pk)
        if not locked.is_editable:
            raise NotAllowed(ONLY_DRAFTS)
        if stale(Flow, {flow.pk: seen}):
            raise StaleVersion(flow)
        rows = _write_steps(locked, outline)
        _write_ways(locked, outline, rows)
        touch(locked)


def touch(flow: Flow) -> None:
    """Note that the steps of `flow` have changed, so that its version is the version of its steps too."""
    flow.edited_at = timezone.now()
    flow.save(update_fields=["edited_at"])


STEP_COLUMNS = ("name", "handler_id", "monitor_id", "time_limit", "is_end", "is_key", "number")


def _write_steps(flow: Flow, outline: Outline) -> dict[str, Step]:
    known = {str(step.lineage): step for step in flow.steps.all()}
    gone = [step.pk for key, step in known.items() if key not in {s.key for s in outline.steps}]
    try:
        flow.steps.filter(pk__in=gone).delete()
    except ProtectedError as error:
        names = sorted({str(getattr(row, "step", row)) for row in error.protected_objects})
        raise NotAllowed(
            _("Risk points or findings lie on “%(steps)s”. Move them to another step before you delete it.")
            % {"steps": "、".join(names)}
        ) from error
    # A lineage of another power would bring along what was found there.
    own = set(Step.objects.filter(flow__power_item=flow.power_item_id).values_list("lineage", flat=True))
    lineages = {str(lineage): lineage for lineage in own}
    rows, changed = {}, []
    for number, step in enumerate(outline.steps, 1):
        values = (step.name.strip(), step.handler, step.monitor, step.time_limit, step.is_end, step.is_key, number)
        row = known.get(step.key)
        if row is None:
            row = Step(flow=flow, lineage=lineages.get(step.key) or uuid.uuid4())
        elif tuple(getattr(row, name) for name in STEP_COLUMNS) != values:
            changed.append(row)
        for name, value in zip(STEP_COLUMNS, values, strict=True):
            setattr(row, name, value)
        rows[step.key] = row
    Step.objects.bulk_update(changed, [name.removesuffix("_id") for name in STEP_COLUMNS])
    Step.objects.bulk_create(row for row in rows.values() if row.pk is None)
    return rows


def _write_ways(flow: Flow, outline: Outline, rows: dict[str, Step]) -> None:
    stored = {(w.source_id, w.target_id): w for w in Way.objects.filter(source__flow=flow)}
    wanted = {(rows[s.key].pk, rows[w.to].pk): w for s in outline.steps for w in s.ways}
    Way.objects.filter(pk__in=[w.pk for pair, w in stored.items() if pair not in wanted]).delete()
    changed = []
    for pair, way in wanted.items():
        row = stored.get(pair)
        if row and (row.kind, row.condition) != (way.kind, way.condition.strip()):
            row.kind, row.condition = way.kind, way.condition.strip()
            changed.append(row)
    Way.objects.bulk_update(changed, ["kind", "condition"])
    Way.objects.bulk_create(
        Way(source_id=source, target_id=target, kind=way.kind, condition=way.condition.strip())
        for (source, target), way in wanted.items()
        if (source, target) not in stored
    )
