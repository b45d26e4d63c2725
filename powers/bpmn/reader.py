"""A BPMN 2.0 file as the outline of a flow.

Tasks become steps. Gateways and events in between are passed through, and what stands on the way to the next task
becomes the condition. What a flow here has no place for is told in the notes; what cannot be a flow is refused.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from ground.lifecycle.machine import NotAllowed
from powers.bpmn import MODEL, OWN
from powers.bpmn.charts import END, NESTED, START, STEPS, Chart, chart_of, kind_of, label_of, name_of
from powers.bpmn.files import root_of
from powers.choices import WayKind
from powers.models import Step, Way
from powers.outlines import MOST_STEPS, NO_SUCH_POST, TOO_MANY, Outline, StepOutline, WayOutline
from units.models import Post, Unit

REPEATED = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
DAYS = re.compile(r"^P(\d{1,3})D$")


def read(data: bytes, unit: Unit, pool: str = "") -> Outline:
    """The outline of the process in a BPMN file, with notes.

    pool: the key of the pool that is the flow, or `charts.ALL`. Raises SeveralPools where the file has several with
    steps and none of them is named, NotAllowed where there is none.
    """
    root, notes = root_of(data)
    chart = chart_of(root, pool)
    steps = [key for key in chart.nodes if chart.is_a(key, STEPS)]
    if not steps:
        raise NotAllowed(_("The file contains no task, so there are no steps to import."))
    if len(steps) > MOST_STEPS:
        raise NotAllowed(TOO_MANY % {"most": MOST_STEPS, "count": len(steps)})
    following = {key: _following(chart, key) for key in steps}
    order = _order(steps, following, _first(chart, steps, following))
    position = {key: number for number, key in enumerate(order)}
    keys = {key: _lineage(key) for key in steps}
    posts = _Posts(unit)
    made = []
    for key in order:
        node, (ways, ends) = chart.nodes[key], following[key]
        _note_inner(chart, node)
        made.append(
            StepOutline(
                keys[key],
                _cut(chart, name_of(node), Step, "name"),
                posts.find(_own(node, "handler"), chart.lanes.get(key), *_assigned(node)),
                posts.find(_own(node, "monitor")),
                _time_limit(chart, key),
                ends,
                _own(node, "key") == "true",
                tuple(
                    WayOutline(
                        keys[target],
                        (WayKind.FORWARD if position[target] > position[key] else WayKind.BACK).value,
                        _cut(chart, condition, Way, "condition"),
                    )
                    for target, condition in ways.items()
                ),
            )
        )
    nameless = [str(place) for place, step in enumerate(made, 1) if not step.name]
    if nameless:
        chart.notes.append(
            _("The file has no name for step %(steps)s. Name it before you save.") % {"steps": "、".join(nameless)}
        )
    return Outline(tuple(made), tuple(notes + chart.notes + posts.notes()))


def _note_inner(chart: Chart, node: Element) -> None:
    """Tell of what a step contains and a flow cannot."""
    if kind_of(node) in NESTED:
        inner = [label_of(part) for part in node.iter() if part is not node and kind_of(part) in STEPS]
        chart.notes.append(
            _("The sub-process “%(name)s” was taken as one step; left out: %(steps)s")
            % {"name": label_of(node), "steps": "、".join(inner) or "–"}
        )
    if any(node.find(f"{{{MODEL}}}{kind}") is not None for kind in REPEATED):
        chart.notes.append(
            _("“%(step)s” is done several times in the chart; here it stands once.") % {"step": label_of(node)}
        )


def _following(chart: Chart, key: str) -> tuple[dict[str, str], bool]:
    """({next step: condition}, whether an end follows) of a step, through gateways and events in between."""
    found: dict[str, str] = {}
    ends = key not in chart.ways  # a task without a way out ends the process, as BPMN has it
    waiting, passed = [(target, condition) for target, condition in reversed(chart.ways.get(key, ()))], set()
    while waiting:
        node, condition = waiting.pop()
        kind = kind_of(chart.nodes[node])
        if kind == END:
            ends = True
        elif kind in STEPS:
            if node == key:
                chart.notes.append(
                    _("“%(step)s” led to itself; that transition was left out.")
                    % {"step": label_of(chart.nodes[key])}
                )
            else:
                found[node] = "；".join(dict.fromkeys(filter(None, (found.get(node), condition))))
        elif (node, condition) not in passed:
            passed.add((node, condition))
            ahead = chart.ways.get(node, ())
            waiting += [
                (target, condition if more in ("", condition) else " ".join(filter(None, (condition, more))))
                for target, more in reversed(ahead)
                if len(passed) < 1000
            ]
            if not ahead:
                ends = True
    return found, ends


def _first(chart: Chart, steps: list[str], following: dict[str, tuple[dict[str, str], bool]]) -> str:
    """The step where the process starts."""
    starts = [key for key in chart.nodes if chart.is_a(key, (START,))]
    entered = [target for start in starts for target in _following(chart, start)[0]]
    if len(set(entered)) > 1:
        names = "、".join(label_of(chart.nodes[key]) for key in dict.fromkeys(entered))
        chart.notes.append(
            _("The process starts at several steps (%(names)s); a flow starts at the first one.") % {"names": names}
        )
    led_to = {target for ways, _ends in following.values() for target in ways}
    return next(iter(entered), next((key for key in steps if key not in led_to), steps[0]))


def _order(steps: list[str], following: dict[str, tuple[dict[str, str], bool]], first: str) -> list[str]:
    """The steps so that ways lead onwards wherever possible: depth first, each after all that lead to it."""
    done: list[str] = []
    seen: set[str] = set()
    for begin in (first, *steps):
        if begin in seen:
            continue
        seen.add(begin)
        finished: list[str] = []
        path = [(begin, iter(reversed(following[begin][0])))]
        while path:
            target = next((t for t in path[-1][1] if t not in seen), None)
            if target is None:
                finished.append(path.pop()[0])
            else:
                seen.add(target)
                path.append((target, iter(reversed(following[target][0]))))
        done += reversed(finished)
    return done


def _time_limit(chart: Chart, key: str) -> int | None:
    """In days: as this register wrote it, or the duration of a timer on the task's edge."""
    own = _own(chart.nodes[key], "timeLimit")
    if own.isdecimal() and len(own) < 5:
        return int(own)
    for node in chart.nodes.values():
        if node.get("attachedToRef") == key:
            for timer in node.iter(f"{{{MODEL}}}timerEventDefinition"):
                said = " ".join("".join(timer.itertext()).split())
                if days := DAYS.match(said):
                    return int(days[1])
                chart.notes.append(
                    _("The timer “%(timer)s” of “%(step)s” is no number of days; no time limit was set.")
                    % {"timer": said[:40], "step": label_of(chart.nodes[key])}
                )
    return None


class _Posts:
    """The posts of a unit by the names that charts use."""

    def __init__(self, unit: Unit) -> None:
        posts = list(unit.posts.filter(is_abolished=False))
        self.by_name: dict[str, Post] = {}
        for name, count in Counter(post.name for post in posts).items():
            if count == 1:
                self.by_name[name] = next(post for post in posts if post.name == name)
        self.by_name |= {str(post): post for post in posts}
        self.missing: dict[str, None] = {}

    def find(self, *names: str | None) -> int | None:
        named = [name.strip() for name in names if name and name.strip()]
        for name in named:
            if name in self.by_name:
                return self.by_name[name].pk
        if named:
            self.missing[named[0]] = None
        return None

    def notes(self) -> list[str]:
        return [str(NO_SUCH_POST % {"post": name}) for name in self.missing]


def _own(node: Element, name: str) -> str:
    return node.get(f"{{{OWN}}}{name}", "")


def _assigned(node: Element) -> Iterable[str]:
    """Whom the editors of Camunda and Flowable name on a task."""
    for attribute, value in node.attrib.items():
        if attribute.rpartition("}")[2] in ("candidateGroups", "assignee", "candidateUsers"):
            yield from value.split(",")


def _lineage(key: str) -> str:
    """The key of a step that this register wrote, else a new one."""
    text = key.removeprefix("step-")
    try:
        return str(uuid.UUID(text)) if key.startswith("step-") else str(uuid.uuid4())
    except ValueError:
        return str(uuid.uuid4())


def _cut(chart: Chart, text: str, model: Any, column: str) -> str:
    most = model._meta.get_field(column).max_length
    if len(text) <= most:
        return text
    chart.notes.append(_("“%(text)s” was too long and was cut; please shorten it.") % {"text": text[:most]})
    return text[:most]
