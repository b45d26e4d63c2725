"""What is read from the pools of a BPMN file: nodes, the ways between them, and notes of what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from ground.lifecycle.machine import NotAllowed
from powers.bpmn import MODEL

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
STEPS = TASKS | NESTED
GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
PASSED = GATEWAYS | {"intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
START, END = "startEvent", "endEvent"
# Part of a chart, but not of the way that work takes.
SILENT = {"extensionElements", "laneSet", "sequenceFlow", "association"}

ALL = "*"  # all pools as one flow


@dataclass(frozen=True)
class Pool:
    """One of those who work together in a chart: what it is chosen by, its name, the names of its steps."""

    key: str
    name: str
    steps: tuple[str, ...]


class SeveralPools(Exception):
    """Which of its pools is the flow, the file does not say."""

    def __init__(self, pools: list[Pool]) -> None:
        self.pools = pools


@dataclass
class Chart:
    """Nodes by id, ways between them, lane by node, and what could not be taken along."""

    nodes: dict[str, Element] = field(default_factory=dict)
    ways: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # source → (target, condition)
    lanes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def is_a(self, key: str, kinds: Iterable[str]) -> bool:
        return kind_of(self.nodes[key]) in kinds


def chart_of(root: Element, chosen: str = "") -> Chart:
    """The chart of the chosen pool, or of all.

    Raises SeveralPools where there are several with steps and none of them is chosen, NotAllowed where there is none.
    """
    processes = root.findall(f"{{{MODEL}}}process")
    if not processes:
        raise NotAllowed(_("The file contains no process."))
    pools = _pools(root, processes)
    if len(pools) > 1 and chosen not in {ALL, *(pool.key for pool in pools.values())}:
        raise SeveralPools(list(pools.values()))
    taken = [process for process, pool in pools.items() if len(pools) == 1 or chosen in (ALL, pool.key)]
    chart = Chart()
    for process in taken:
        _take(chart, process, pools[process].name if len(pools) > 1 else "")
    _attach(chart)
    _join_links(chart)
    _take_messages(chart, root)
    for process, pool in pools.items():
        if process not in taken:
            steps = "、".join(pool.steps)
            chart.notes.append(
                _("The pool “%(pool)s” (%(steps)s) was left out.") % {"pool": pool.name, "steps": steps}
            )
    return chart


def kind_of(node: Element) -> str:
    """The name of an element of BPMN; that of any other with its namespace."""
    return str(node.tag).removeprefix(f"{{{MODEL}}}")


def name_of(node: Element) -> str:
    return " ".join((node.get("name") or "").split())


def label_of(node: Element) -> str:
    """What a node is called in a note: its name, else its id."""
    return name_of(node) or node.get("id", "")


def _pools(root: Element, processes: list[Element]) -> dict[Element, Pool]:
    """The processes that have steps, as pools."""
    participants = {p.get("processRef"): name_of(p) for p in root.iter(f"{{{MODEL}}}participant")}
    found = {}
    for number, process in enumerate(processes, 1):
        steps = tuple(label_of(node) for node in process if kind_of(node) in STEPS)
        key = process.get("id", "")
        if steps:
            name = participants.get(key) or label_of(process) or str(number)
            found[process] = Pool(key or str(number), name, steps)
    return found


def _take(chart: Chart, process: Element, pool: str) -> None:
    """Bring the nodes and ways of a process into the chart. pool: a lane for nodes without one."""
    unknown, questions, texts = Counter[str](), [], 0
    for node in process:
        kind, key = kind_of(node), node.get("id", "")
        if kind in STEPS | PASSED | {START, END}:
            chart.nodes[key] = node
            if pool and kind in STEPS:
                chart.lanes[key] = pool
            if kind in GATEWAYS and name_of(node):
                questions.append(name_of(node))
            texts += sum(1 for inner in node if kind_of(inner) == "documentation")
        elif kind in ("documentation", "textAnnotation"):
            texts += 1
        elif kind not in SILENT:
            unknown[kind] += 1
    _take_ways(chart, process)
    for lane in process.iter(f"{{{MODEL}}}lane"):
        for reference in lane.findall(f"{{{MODEL}}}flowNodeRef"):
            chart.lanes[(reference.text or "").strip()] = name_of(lane)
    for kind, count in sorted(unknown.items()):
        chart.notes.append(
            _("%(count)s × “%(element)s” has no place in a flow and was left out.")
            % {"count": count, "element": kind}
        )
    if questions:
        chart.notes.append(
            _("The questions at gateways were left out, their answers became conditions: %(questions)s")
            % {"questions": "、".join(dict.fromkeys(questions))}
        )
    if texts:
        chart.notes.append(_("%(count)s explaining texts of the chart were left out.") % {"count": texts})


def _take_ways(chart: Chart, process: Element) -> None:
    lost = 0
    inside = {inner for node in process if kind_of(node) in NESTED for inner in node.iter()}
    for flow in process.iter(f"{{{MODEL}}}sequenceFlow"):
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source in chart.nodes and target in chart.nodes:
            expression = flow.find(f"{{{MODEL}}}conditionExpression")
            condition = flow.get("name") or (expression.text if expression is not None else "") or ""
            chart.ways.setdefault(source, []).append((target, " ".join(condition.split())))
        elif flow not in inside:
            lost += 1
    if lost:
        chart.notes.append(_("%(count)s arrows lead to nothing in the file and were left out.") % {"count": lost})


def _attach(chart: Chart) -> None:
    """An event on the edge of a task is a way out of it."""
    for key, node in chart.nodes.items():
        attached = node.get("attachedToRef", "")
        if attached in chart.nodes:
            chart.ways.setdefault(attached, []).append((key, name_of(node)))


def _join_links(chart: Chart) -> None:
    """A link that throws goes on at the one of its name that catches, on another page as it were."""
    catching: dict[str, str] = {}
    throwing: list[tuple[str, str]] = []
    for key, node in chart.nodes.items():
        link = node.find(f"{{{MODEL}}}linkEventDefinition")
        if link is None:
            continue
        name = name_of(link) or name_of(node)
        if kind_of(node) == "intermediateCatchEvent":
            catching[name] = key
        else:
            throwing.append((key, name))
    for key, name in throwing:
        if name in catching:
            chart.ways.setdefault(key, []).append((catching[name], ""))
        elif key not in chart.ways:
            chart.notes.append(_("The link “%(name)s” leads nowhere in the file.") % {"name": name})
    for name in catching:
        if name not in {thrown for _key, thrown in throwing}:
            chart.notes.append(_("Nothing in the file leads to the link “%(name)s”.") % {"name": name})


def _take_messages(chart: Chart, root: Element) -> None:
    """Between pools that are taken as one a message is a way; any other goes to or comes from somebody outside."""
    outside = 0
    for message in root.iter(f"{{{MODEL}}}messageFlow"):
        source, target = message.get("sourceRef", ""), message.get("targetRef", "")
        if source in chart.nodes and target in chart.nodes:
            chart.ways.setdefault(source, []).append((target, name_of(message)))
        elif source in chart.nodes or target in chart.nodes:
            outside += 1
    if outside:
        chart.notes.append(_("%(count)s messages to or from others were left out of the flow.") % {"count": outside})
