"""A flow as a BPMN 2.0 file, with its drawing."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

from django.utils.translation import gettext as _

from powers.bpmn import DIAGRAM, EDGES, MODEL, OWN, SHAPES
from powers.drawing import HEIGHT, WIDTH, Box, layout
from powers.models import Flow, Step, Way

EVENT, GATEWAY = 36, 40  # sizes of circles and diamonds, as editors draw them

for prefix, namespace in (
    ("bpmn", MODEL),
    ("bpmndi", DIAGRAM),
    ("dc", SHAPES),
    ("di", EDGES),
    ("riskcontrol", OWN),
):
    Tree.register_namespace(prefix, namespace)


def written(flow: Flow) -> bytes:
    """The file: a process with one user task a step. A step with several ways out is followed by a gateway."""
    steps = list(flow.steps.select_related("handler", "monitor").order_by("number"))
    ways = list(Way.objects.filter(source__flow=flow).order_by("source__number", "target__number"))
    boxes, _bends = layout(steps, ways)
    return _File(flow, steps, ways, boxes).bytes()


class _File:
    def __init__(self, flow: Flow, steps: list[Step], ways: list[Way], boxes: dict[int, Box]) -> None:
        self.root = Tree.Element(
            f"{{{MODEL}}}definitions", {"id": f"flow-{flow.pk}", "targetNamespace": OWN, "exporter": "riskcontrol"}
        )
        self.process = self._add(self.root, MODEL, "process", id="process", name=str(flow), isExecutable="false")
        diagram = self._add(self.root, DIAGRAM, "BPMNDiagram", id="diagram")
        self.plane = self._add(diagram, DIAGRAM, "BPMNPlane", id="plane", bpmnElement="process")
        self.boxes, self.serial = boxes, 0
        for step in steps:
            self._task(step)
        if steps:
            first = boxes[steps[0].pk]
            start = self._node("startEvent", "start", _("Start"), first.centre, first.y - 60, EVENT)
            self._flow("start", self._id(steps[0]), "", [start[1], (first.centre, first.y)])
        for step in steps:
            self._ways_out(step, [way for way in ways if way.source_id == step.pk])

    def bytes(self) -> bytes:
        Tree.indent(self.root)
        return Tree.tostring(self.root, encoding="utf-8", xml_declaration=True)

    @staticmethod
    def _id(step: Step) -> str:
        return f"step-{step.lineage}"

    @staticmethod
    def _add(parent: Tree.Element, namespace: str, tag: str, **attributes: str) -> Tree.Element:
        return Tree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)

    def _task(self, step: Step) -> None:
        task = self._add(self.process, MODEL, "userTask", id=self._id(step), name=step.name)
        own = {"handler": step.handler, "monitor": step.monitor, "timeLimit": step.time_limit, "key": step.is_key}
        for name, value in own.items():
            if value:
                task.set(f"{{{OWN}}}{name}", "true" if value is True else str(value))
        box = self.boxes[step.pk]
        self._shape(self._id(step), box.x, box.y, WIDTH, HEIGHT)

    def _ways_out(self, step: Step, ways: list[Way]) -> None:
        box, source, bottom = self.boxes[step.pk], self._id(step), self.boxes[step.pk].bottom
        leaving = (box.centre, bottom)
        if len(ways) + step.is_end > 1:
            source = f"choice-{step.lineage}"
            _top, leaving = self._node("exclusiveGateway", source, "", box.centre, bottom + 4, GATEWAY)
            self._flow(self._id(step), source, "", [(box.centre, bottom), _top])
        for way in ways:
            target = self.boxes[way.target_id]
            id_of = f"step-{target.step.lineage}"
            self._flow(source, id_of, way.condition, [leaving, (target.centre, target.y)])
        if step.is_end:
            end = f"end-{step.lineage}"
            arriving, _bottom = self._node("endEvent", end, _("End"), box.centre + WIDTH / 2, bottom + 20, EVENT)
            self._flow(source, end, "", [leaving, arriving])

    def _node(
        self, kind: str, identity: str, name: str, x: float, y: float, size: int
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """A circle or diamond around x; returns its top and its bottom."""
        node = self._add(self.process, MODEL, kind, id=identity)
        if name:
            node.set("name", name)
        self._shape(identity, x - size / 2, y, size, size)
        return (x, y), (x, y + size)

    def _shape(self, element: str, x: float, y: float, width: float, height: float) -> None:
        shape = self._add(self.plane, DIAGRAM, "BPMNShape", id=f"shape-{element}", bpmnElement=element)
        # Diagrams of editors begin at zero; a little more room lets the start event stand above the first step.
        place = {"x": x, "y": y + 60, "width": width, "height": height}
        self._add(shape, SHAPES, "Bounds", **{name: f"{value:.0f}" for name, value in place.items()})

    def _flow(self, source: str, target: str, name: str, points: list[tuple[float, float]]) -> None:
        self.serial += 1
        identity = f"way-{self.serial}"
        flow = self._add(self.process, MODEL, "sequenceFlow", id=identity, sourceRef=source, targetRef=target)
        if name:
            flow.set("name", name)
        edge = self._add(self.plane, DIAGRAM, "BPMNEdge", id=f"edge-{identity}", bpmnElement=identity)
        for x, y in dict.fromkeys(points):
            self._add(edge, EDGES, "waypoint", x=f"{x:.0f}", y=f"{y + 60:.0f}")
