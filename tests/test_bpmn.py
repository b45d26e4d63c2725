"""Flows as BPMN 2.0: what is written is read back, what other editors write comes in, what is no flow is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ground.lifecycle.machine import NotAllowed
from powers.bpmn.charts import ALL, SeveralPools
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
    assert any("合格？" in note for note in outline.notes) and any("1 处说明文字" in note for note in outline.notes)
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
    again = read(written(flow), world.unit)
    assert set(again.steps) == set(outline_of(flow).steps)
    assert again.notes == ()


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


def event(kind, key, link, on_event=False):
    """A link as editors write it: its name on the definition, or on the event around it."""
    names = ("", f' name="{link}"') if on_event else (f' name="{link}"', "")
    return f'<bpmn:{kind} id="{key}"{names[1]}><bpmn:linkEventDefinition id="d{key}"{names[0]}/></bpmn:{kind}>'


def names_of_ways(outline):
    name = {step.key: step.name for step in outline.steps}
    return [(step.name, [(name[way.to], way.condition) for way in step.ways], step.is_end) for step in outline.steps]


@pytest.mark.parametrize("on_event", [False, True])
def test_links_are_joined(world, on_event):
    text = (
        '<bpmn:startEvent id="s"/><bpmn:task id="a" name="受理"/><bpmn:task id="b" name="审查"/>'
        '<bpmn:endEvent id="e"/>'
        + event("intermediateThrowEvent", "t1", "转下页", on_event)
        + event("intermediateThrowEvent", "t2", "转下页", on_event)
        + event("intermediateCatchEvent", "c", "转下页", on_event)
    )
    text += way("s", "a") + way("a", "t1", "齐全") + way("c", "b") + way("b", "e", "合格") + way("b", "t2", "复查")
    outline = read(bpmn(text), world.unit)
    assert names_of_ways(outline) == [("受理", [("审查", "齐全")], False), ("审查", [], True)]
    assert [note for note in outline.notes if "自身" in note]  # the check that leads to itself by a link


def test_a_link_without_its_other_half_is_told(world):
    text = '<bpmn:task id="a" name="受理"/><bpmn:task id="b" name="审查"/>'
    text += event("intermediateThrowEvent", "t", "去向") + event("intermediateCatchEvent", "c", "来处")
    outline = read(bpmn(text + way("a", "t") + way("c", "b")), world.unit)
    assert [step.ways for step in outline.steps] == [(), ()]
    assert any("去向" in note for note in outline.notes) and any("来处" in note for note in outline.notes)


POOLS = (
    '<collaboration id="co"><participant id="pa" name="申请单位" processRef="p1"/>'
    '<participant id="pb" name="主管局" processRef="p2"/><participant id="pc" name="银行"/>'
    '<messageFlow id="m1" sourceRef="a2" targetRef="b1" name="材料"/>'
    '<messageFlow id="m2" sourceRef="b2" targetRef="pc"/></collaboration>'
    '<process id="p1"><startEvent id="s"/><task id="a1" name="填报申请"/><task id="a2" name="递交材料"/>'
    '<task id="a3" name="领取批文"/><endEvent id="e"/>'
    '<sequenceFlow id="f1" sourceRef="s" targetRef="a1"/><sequenceFlow id="f2" sourceRef="a1" targetRef="a2"/>'
    '<sequenceFlow id="f3" sourceRef="a2" targetRef="a3"/><sequenceFlow id="f4" sourceRef="a3" targetRef="e"/>'
    '</process><process id="p2"><startEvent id="s2"/><userTask id="b1" name="受理"/><userTask id="b2" name="审批"/>'
    '<endEvent id="e2"/><sequenceFlow id="g1" sourceRef="s2" targetRef="b1"/>'
    '<sequenceFlow id="g2" sourceRef="b1" targetRef="b2"/><sequenceFlow id="g3" sourceRef="b2" targetRef="e2"/>'
    '</process><process id="p3"><startEvent id="s3"/></process>'
)
SEVERAL = f"{HEAD.format(p='', x='')}{POOLS}</definitions>".encode()


def test_which_of_several_pools_is_the_flow_is_asked(world):
    with pytest.raises(SeveralPools) as several:
        read(SEVERAL, world.unit)
    assert [(pool.key, pool.name, pool.steps) for pool in several.value.pools] == [
        ("p1", "申请单位", ("填报申请", "递交材料", "领取批文")),
        ("p2", "主管局", ("受理", "审批")),
    ]


def test_a_chosen_pool_is_read_and_the_others_are_told(world):
    post = make_post(world.unit, name="主管局")
    outline = read(SEVERAL, world.unit, "p2")
    assert names_of_ways(outline) == [("受理", [("审批", "")], False), ("审批", [], True)]
    assert {step.handler for step in outline.steps} == {post.pk}
    told = "\n".join(outline.notes)
    assert "申请单位" in told and "填报申请、递交材料、领取批文" in told and "2 条消息" in told


def test_all_pools_as_one_are_joined_by_their_messages(world):
    outline = read(SEVERAL, world.unit, ALL)
    ways = {name: targets for name, targets, _end in names_of_ways(outline)}
    assert ways["递交材料"] == [("领取批文", ""), ("受理", "材料")] and ways["受理"] == [("审批", "")]
    assert len(outline.steps) == 5 and any("1 条消息" in note for note in outline.notes)


@pytest.mark.parametrize(
    ("declared", "encoding", "told"),
    [
        ("GBK", "gbk", 0),
        ("gb2312", "gbk", 0),
        ("GB18030", "gb18030", 0),
        ("UTF-8", "gbk", 1),
        ("UTF-16", "utf-16", 0),
    ],
)
def test_a_file_in_another_encoding_is_read(world, declared, encoding, told):
    text = bpmn('<bpmn:task id="a" name="受理㐂"/>' if encoding == "gb18030" else '<bpmn:task id="a" name="受理"/>')
    data = text.decode().replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    outline = read(data, world.unit)
    assert outline.steps[0].name.startswith("受理")
    assert len([note for note in outline.notes if "GBK" in note]) == told


def test_steps_without_a_name_are_marked_and_what_is_inside_them_is_told(world):
    text = (
        '<bpmn:task id="Activity_0x1"/><bpmn:subProcess id="sub" name="评审"><bpmn:task id="i1" name="抽取专家"/>'
        '<bpmn:task id="i2" name="打分"/><bpmn:sequenceFlow id="i" sourceRef="i1" targetRef="i2"/></bpmn:subProcess>'
        '<bpmn:userTask id="many" name="会签"><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>'
        '<bpmn:boundaryEvent id="b" attachedToRef="many"><bpmn:timerEventDefinition><bpmn:timeDuration>PT4H'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    outline = read(bpmn(text + way("Activity_0x1", "sub") + way("sub", "many") + way("many", "gone")), world.unit)
    assert [step.name for step in outline.steps] == ["", "评审", "会签"]
    assert [problem.field for problem in outline.problems(world.unit)] == ["name"]
    told = "\n".join(outline.notes)
    for word in ("第 1 个环节", "抽取专家、打分", "“会签”", "PT4H", "1 条连线"):
        assert word in told
    assert "Activity_0x1" not in told


def test_the_editor_is_told_of_the_pools_and_takes_the_chosen_one(world, signed_in):
    flow, client = Flow.objects.create(power_item=make_power(world.unit)), signed_in(world.liaison)

    def sent(**more):
        return client.post(
            f"/powers/flows/{flow.pk}/import/", {"file": SimpleUploadedFile("a.bpmn", SEVERAL), **more}
        ).json()

    assert [pool["name"] for pool in sent()["pools"]] == ["申请单位", "主管局", "全部合为一个流程"]
    assert [step["name"] for step in sent(pool="p2")["steps"]] == ["受理", "审批"]
    assert len(sent(pool="*")["steps"]) == 5
    assert "pools" in sent(pool="p9")


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
    ids=("entities", "broken", "bytes", "page", "no process", "no task", "too many", "too large"),
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


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.1), st.integers(0, 3)), min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused_in_words(world, cuts):
    """Pieces of a chart left out, doubled, or put elsewhere, between its elements and in the middle of them."""
    data = damaged(SEVERAL, cuts)
    for pool in ("", ALL):
        try:
            outline = read(data, world.unit, pool)
        except (NotAllowed, SeveralPools):
            continue
        assert outline.steps
        outline.problems(world.unit)
        outline.faults()


def damaged(data, cuts):
    """data with pieces changed. cuts: (where, how long, as parts of the whole; what is done)."""
    pieces = data.split(b"<")
    for at, length, deed in cuts:
        if deed == 3:  # in the middle of an element
            whole = b"<".join(pieces)
            place = int(at * len(whole))
            pieces = (whole[:place] + whole[place + int(length * len(whole)) :]).split(b"<")
            continue
        place = int(at * len(pieces))
        taken = pieces[place : place + 1 + int(length * len(pieces))]
        rest = pieces[:place] + pieces[place + len(taken) :]
        again = {0: [], 1: taken * 2, 2: taken}[deed]
        spot = place if deed == 1 else len(rest) - place
        pieces = rest[:spot] + again + rest[spot:]
    return b"<".join(pieces)
