"""Flows as BPMN 2.0: what is written is read back, what other editors write comes in, what is no flow is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ground.lifecycle.machine import NotAllowed
from powers.bpmn.reader import read
from powers.bpmn.writer import written
from powers.models import Flow, Step, Way
from powers.outlines import MOST_STEPS, outline_of, replace_flow
from tests.factories import make_flow, make_post, make_power

pytestmark = pytest.mark.any_database

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<{p}definitions xmlns{x}="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:flowable="http://flowable.org/bpmn" targetNamespace="t">'
)


def bpmn(process: str) -> bytes:
    """As bpmn.io and Camunda write: everything under the prefix bpmn."""
    head = HEAD.format(p="bpmn:", x=":bpmn")
    return f'{head}<bpmn:process id="p">{process}</bpmn:process></bpmn:definitions>'.encode()


def flowable(process: str) -> bytes:
    """As Flowable writes: BPMN as the default namespace."""
    return f'{HEAD.format(p="", x="")}<process id="p">{process}</process></definitions>'.encode()


def way(source, target, name="", condition=""):
    inner = f'<bpmn:conditionExpression xsi:type="x">{condition}</bpmn:conditionExpression>' if condition else ""
    label = f' name="{name}"' if name else ""
    ids = f'id="w-{source}-{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ids}{label}>{inner}</bpmn:sequenceFlow>"


APPROVAL = (
    '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="受理岗"><bpmn:flowNodeRef>take</bpmn:flowNodeRef></bpmn:lane>'
    '<bpmn:lane id="l2" name="不存在的岗"><bpmn:flowNodeRef>check</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    '<bpmn:startEvent id="s"/><bpmn:userTask id="check" name="审查"/><bpmn:task id="take" name="受理 申请"/>'
    '<bpmn:exclusiveGateway id="g" name="合格？"/><bpmn:endEvent id="e"/>'
    '<bpmn:userTask id="tell" name="告知" camunda:candidateGroups="窗口,受理岗"/>'
    '<bpmn:boundaryEvent id="b" attachedToRef="check"><bpmn:timerEventDefinition><bpmn:timeDuration>P5D'
    "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:dataObject id="d"/><bpmn:dataObject id="d2"/><bpmn:textAnnotation id="t"/>'
    + way("s", "take")
    + way("take", "check")
    + way("check", "g")
    + way("g", "tell", "不合格")
    + way("g", "take", condition="${missing}")
    + way("g", "e", "合格")
    + way("b", "tell", "超时")
    + way("tell", "e")
)


def test_a_chart_of_bpmn_io_becomes_steps_ways_and_notes(world):
    take = make_post(world.unit, name="受理岗", department="窗口科")
    outline = read(bpmn(APPROVAL), world.unit)
    assert [s.name for s in outline.steps] == ["受理 申请", "审查", "告知"]
    key = {s.name: s.key for s in outline.steps}
    first, check, tell = outline.steps
    assert [(w.to, w.kind) for w in first.ways] == [(key["审查"], "forward")]
    assert {(w.to, w.kind, w.condition) for w in check.ways} == {
        (key["告知"], "forward", "不合格；超时"),
        (key["受理 申请"], "back", "${missing}"),
    }
    assert (first.is_end, check.is_end, tell.is_end) == (False, True, True)
    assert (first.handler, check.handler, tell.handler) == (take.pk, None, take.pk)
    assert check.time_limit == 5
    assert any("不存在的岗" in note for note in outline.notes)
    assert any("dataObject" in note and "2" in note for note in outline.notes)
    assert outline.problems(world.unit) == []


def test_a_chart_of_flowable_in_the_default_namespace_is_read(world):
    post = make_post(world.unit, name="经办岗")
    text = (
        '<startEvent id="s"/><userTask id="a" name="经办" flowable:assignee="经办岗"/><endEvent id="e"/>'
        '<sequenceFlow id="1" sourceRef="s" targetRef="a"/><sequenceFlow id="2" sourceRef="a" targetRef="e"/>'
    )
    (step,) = read(flowable(text), world.unit).steps
    assert (step.name, step.handler, step.is_end) == ("经办", post.pk, True)


def test_what_is_written_is_read_back_the_same(world):
    flow = make_flow(make_power(world.unit), steps=4)
    steps = list(flow.steps.order_by("number"))
    Way.objects.create(source=steps[2], target=steps[0], kind="back", condition="材料不齐")
    Way.objects.create(source=steps[0], target=steps[3], condition="不予受理 & 告知")
    Step.objects.filter(pk=steps[1].pk).update(time_limit=10, is_key=True)
    assert set(read(written(flow), world.unit).steps) == set(outline_of(flow).steps)


def test_a_written_file_is_valid_for_other_editors(world):
    from xml.etree import ElementTree

    root = ElementTree.fromstring(written(world.flow))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    drawn = {e.get("bpmnElement") for e in root.iter() if e.tag.endswith(("BPMNShape", "BPMNEdge"))}
    process = root.find("{http://www.omg.org/spec/BPMN/20100524/MODEL}process")
    assert drawn == {e.get("id") for e in process}
    assert all(len(list(e)) >= 2 for e in root.iter() if e.tag.endswith("BPMNEdge"))


def test_a_loop_without_exit_is_named_at_its_steps(world):
    text = '<bpmn:startEvent id="s"/><bpmn:task id="a" name="甲"/><bpmn:task id="b" name="乙"/>'
    outline = read(bpmn(text + way("s", "a") + way("a", "b") + way("b", "a")), world.unit)
    assert {key for key, fault in outline.faults() if "办结" in str(fault.sentence)} == {s.key for s in outline.steps}


def test_a_loop_of_gateways_ends(world):
    text = '<bpmn:task id="a" name="甲"/><bpmn:exclusiveGateway id="g"/><bpmn:exclusiveGateway id="h"/>'
    outline = read(bpmn(text + way("a", "g") + way("g", "h", "是") + way("h", "g", "否")), world.unit)
    assert [s.ways for s in outline.steps] == [()]


ENTITIES = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (ENTITIES, "实体"),
        (b"<x", "XML"),
        (b"\xff\xfe\x00", "XML"),
        (b"<html/>", "BPMN 2.0"),
        (bpmn("").replace(b"process", b"collaboration"), "没有流程"),
        (bpmn('<bpmn:startEvent id="s"/>'), "没有任务"),
        (bpmn("".join(f'<bpmn:task id="t{n}" name="t{n}"/>' for n in range(5000))), "5000"),
        (b" " * (2 * 1024 * 1024 + 1), "2 MB"),
    ],
)
def test_what_is_no_flow_is_refused_in_words(world, data, sentence):
    with pytest.raises(NotAllowed) as refusal:
        read(data, world.unit)
    assert sentence in str(refusal.value.sentence)


def test_a_flow_at_the_limit_is_read_and_saved(world):
    tasks = "".join(f'<bpmn:task id="t{n}" name="环节{n}"/>' for n in range(MOST_STEPS))
    ways = "".join(way(f"t{n}", f"t{n + 1}") for n in range(MOST_STEPS - 1))
    flow = Flow.objects.create(power_item=make_power(world.unit))
    replace_flow(flow, read(bpmn(tasks + ways), world.unit), by=world.liaison)
    assert flow.steps.count() == MOST_STEPS and flow.steps.get(number=MOST_STEPS).is_end


def test_a_file_is_imported_into_the_editor_and_not_saved(world, signed_in):
    flow = Flow.objects.create(power_item=make_power(world.unit))
    client = signed_in(world.liaison)
    file = SimpleUploadedFile("a.bpmn", bpmn(APPROVAL))
    told = client.post(f"/powers/flows/{flow.pk}/import/", {"file": file}).json()
    assert [s["name"] for s in told["steps"]] == ["受理 申请", "审查", "告知"] and told["notes"]
    assert not flow.steps.exists()
    refused = client.post(f"/powers/flows/{flow.pk}/import/", {"file": SimpleUploadedFile("a.bpmn", ENTITIES)})
    assert refused.status_code == 422 and "实体" in refused.json()["problems"][0]["sentence"]
    exported = client.get(f"/powers/flows/{world.flow.pk}/bpmn/")
    assert exported.content == written(world.flow) and "attachment" in exported["Content-Disposition"]
