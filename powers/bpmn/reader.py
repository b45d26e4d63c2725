"""A BPMN 2.0 file as the outline of a flow.

Tasks become steps. Gateways and events in between are passed through, and what stands on the way to the next task
becomes the condition. What a flow here has no place for is told in the notes; what cannot be a flow is refused.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from ground.lifecycle.machine import NotAllowed
from powers.bpmn import MODEL, OWN
from powers.choices import WayKind
from powers.models import Step, Way
from powers.outlines import MOST_STEPS, NO_SUCH_POST, TOO_MANY, Outline, StepOutline, WayOutline
from units.models import Post, Unit

MOST_BYTES = 2 * 1024 * 1024

TASKS = {
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "callActivity",
}
NESTED = {"subProcess", "transaction", "adHocSubProcess"}
PASSED = {
    "exclusiveGateway",
    "inclusiveGateway",
    "parallelGateway",
    "complexGateway",
    "eventBasedGateway",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
}
START, END = "startEvent", "endEvent"
# Part of a chart, but not of the way that work takes.
SILENT = {"documentation", "extensionElements", "laneSet", "sequenceFlow", "textAnnotation", "association"}
DAYS = re.compile(r"^P(\d{1,3})D$")


@dataclass
class _Chart:
    """What is read from the process: nodes by id, ways between them, lane by node."""

    nodes: dict[str, Element] = field(default_factory=dict)
    ways: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # source → (target, condition)
    lanes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(data: bytes, unit: Unit) -> Outline:
    """The outline of the process in a BPMN file, with notes. Raises NotAllowed where it is none."""
    chart = _chart(_process(_root(data)))
    steps = [key for key, node in chart.nodes.items() if _name(node) in TASKS | NESTED]
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
        if _name(node) in NESTED:
            chart.notes.append(_("The sub-process “%(name)s” was taken as one step.") % {"name": _label(node)})
        made.append(
            StepOutline(
                keys[key],
                _cut(chart, _label(node), Step, "name"),
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
    return Outline(tuple(made), tuple(chart.notes + posts.notes()))


def _root(data: bytes) -> Element:
    if len(data) > MOST_BYTES:
        raise NotAllowed(_("The file is larger than 2 MB. A flow chart of an office is much smaller."))
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotAllowed(
            _("The file declares a document type or entities, which a flow chart does not need. It was not read.")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotAllowed(_("The file is not readable as XML. Export it from the editor as BPMN 2.0.")) from error
    if root.tag != f"{{{MODEL}}}definitions":
        raise NotAllowed(_("The file is not a BPMN 2.0 file. Export it from the editor as BPMN 2.0."))
    return root


def _process(root: Element) -> Element:
    """The process with the most tasks: a chart with several pools shows one power and those it deals with."""
    processes = root.findall(f"{{{MODEL}}}process")
    if not processes:
        raise NotAllowed(_("The file contains no process."))
    return max(processes, key=lambda process: sum(_name(node) in TASKS | NESTED for node in process))


def _chart(process: Element) -> _Chart:
    chart, unknown = _Chart(), Counter[str]()
    for node in process:
        name = _name(node)
        if name in TASKS | NESTED | PASSED | {START, END}:
            chart.nodes[node.get("id", "")] = node
        elif name not in SILENT:
            unknown[name] += 1
    for flow in process.iter(f"{{{MODEL}}}sequenceFlow"):
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source in chart.nodes and target in chart.nodes:
            expression = flow.find(f"{{{MODEL}}}conditionExpression")
            condition = flow.get("name") or (expression.text if expression is not None else "") or ""
            chart.ways.setdefault(source, []).append((target, " ".join(condition.split())))
    for key, node in chart.nodes.items():
        attached = node.get("attachedToRef", "")
        if attached in chart.nodes:
            chart.ways.setdefault(attached, []).append((key, " ".join((node.get("name") or "").split())))
    for lane in process.iter(f"{{{MODEL}}}lane"):
        for reference in lane.findall(f"{{{MODEL}}}flowNodeRef"):
            chart.lanes[(reference.text or "").strip()] = lane.get("name", "")
    for name, count in sorted(unknown.items()):
        chart.notes.append(
            _("%(count)s × “%(element)s” has no place in a flow and was left out.")
            % {"count": count, "element": name}
        )
    return chart


def _following(chart: _Chart, key: str) -> tuple[dict[str, str], bool]:
    """({next step: condition}, whether an end follows) of a step, through gateways and events in between."""
    found: dict[str, str] = {}
    ends = key not in chart.ways  # a task without a way out ends the process, as BPMN has it
    waiting, passed = [(target, condition) for target, condition in reversed(chart.ways.get(key, ()))], set()
    while waiting:
        node, condition = waiting.pop()
        name = _name(chart.nodes[node])
        if name == END:
            ends = True
        elif name in TASKS | NESTED:
            if node == key:
                chart.notes.append(
                    _("“%(step)s” led to itself; that transition was left out.") % {"step": _label(chart.nodes[key])}
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


def _first(chart: _Chart, steps: list[str], following: dict[str, tuple[dict[str, str], bool]]) -> str:
    """The step where the process starts."""
    starts = [key for key, node in chart.nodes.items() if _name(node) == START]
    entered = [target for start in starts for target in _following(chart, start)[0]]
    if len(set(entered)) > 1:
        names = "、".join(_label(chart.nodes[key]) for key in dict.fromkeys(entered))
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


def _time_limit(chart: _Chart, key: str) -> int | None:
    """In days: as this register wrote it, or the duration of a timer on the task's edge."""
    own = _own(chart.nodes[key], "timeLimit")
    if own.isdecimal() and len(own) < 5:
        return int(own)
    for node in chart.nodes.values():
        if node.get("attachedToRef") == key:
            for duration in node.iter(f"{{{MODEL}}}timeDuration"):
                days = DAYS.match((duration.text or "").strip())
                if days:
                    return int(days[1])
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


def _name(node: Element) -> str:
    """The name of an element of BPMN; that of any other with its namespace."""
    return str(node.tag).removeprefix(f"{{{MODEL}}}")


def _label(node: Element) -> str:
    return " ".join((node.get("name") or "").split()) or node.get("id", "")


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


def _cut(chart: _Chart, text: str, model: Any, column: str) -> str:
    most = model._meta.get_field(column).max_length
    if len(text) <= most:
        return text
    chart.notes.append(_("“%(text)s” was too long and was cut; please shorten it.") % {"text": text[:most]})
    return text[:most]
