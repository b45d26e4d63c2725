"""A flow drawn in the editor: written as a whole, drawn and judged while typing, begun from another one."""

import json

import pytest

from ground.lifecycle.versions import version_of
from powers.models import Flow, Step
from powers.outlines import MOST_STEPS, outline_of
from tests.factories import World, make_flow, make_point, make_post, make_power, make_unit

pytestmark = pytest.mark.any_database


def step(key, *ways, **facts):
    facts.setdefault("name", f"环节{key}")
    ways = [{"to": to, "kind": kind, "condition": condition} for to, kind, condition in ways]
    return {"key": key, "ways": ways, **facts}


def on(to, condition=""):
    return (to, "forward", condition)


def back(to, condition=""):
    return (to, "back", condition)


@pytest.fixture
def flow(world: World) -> Flow:
    return Flow.objects.create(power_item=make_power(world.unit))


def send(client, flow, steps, where="edit", **more):
    return client.post(f"/powers/flows/{flow.pk}/{where}/", {"steps": steps, **more}, "application/json")


def ways_of(flow):
    return {
        (w.source.number, w.target.number, w.kind, w.condition) for s in flow.steps.all() for w in s.ways_out.all()
    }


def test_a_flow_is_written_as_a_whole_and_read_back_the_same(world, signed_in, flow):
    client, post = signed_in(world.liaison), make_post(world.unit).pk
    sent = [
        step("a", on("b"), on("c", "不予受理"), name="受理", handler=post, time_limit=5, is_key=True),
        step("b", back("a", "材料不齐"), name="审查", is_end=True),
        step("c", name="告知", is_end=True),
    ]
    answer = send(client, flow, sent, version=version_of(flow))
    assert answer.status_code == 200, answer.content
    assert list(flow.steps.values_list("number", "name")) == [(1, "受理"), (2, "审查"), (3, "告知")]
    assert ways_of(flow) == {(1, 2, "forward", ""), (1, 3, "forward", "不予受理"), (2, 1, "back", "材料不齐")}
    first = flow.steps.get(number=1)
    assert (first.handler_id, first.time_limit, first.is_key) == (post, 5, True)
    told = answer.json()
    again = send(client, flow, told["steps"], version=told["version"])
    assert again.status_code == 200 and again.json()["steps"] == told["steps"]


def test_steps_that_stay_keep_their_rows_and_what_was_found_there(world, signed_in):
    flow = make_flow(make_power(world.unit), steps=3)
    rows = {s.number: s for s in flow.steps.all()}
    outline = outline_of(flow).as_data()["steps"]
    outline = [outline[0], {**outline[2], "ways": []}]
    outline[0]["ways"] = [{"to": outline[1]["key"], "kind": "forward", "condition": ""}]
    assert send(signed_in(world.liaison), flow, outline).status_code == 200
    assert list(flow.steps.order_by("number").values_list("pk", "number")) == [(rows[1].pk, 1), (rows[3].pk, 2)]
    assert ways_of(flow) == {(1, 2, "forward", "")}


def test_a_step_with_a_risk_point_is_not_deleted(world, signed_in):
    flow = make_flow(make_power(world.unit))
    make_point(world.unit, step=flow.steps.get(number=2))
    outline = outline_of(flow).as_data()["steps"][:1]
    outline[0]["ways"] = []
    answer = send(signed_in(world.liaison), flow, outline)
    assert answer.status_code == 409 and "环节2" in answer.json()["problems"][0]["sentence"]
    assert flow.steps.count() == 2 and len(ways_of(flow)) == 1


def test_a_lineage_of_another_power_is_not_taken(world, signed_in, flow):
    foreign = str(world.steps[0].lineage)
    assert send(signed_in(world.liaison), flow, [step(foreign, is_end=True)]).status_code == 200
    assert str(flow.steps.get().lineage) != foreign


@pytest.mark.parametrize(
    ("steps", "key", "sentence"),
    [
        ([step("a", on("x"))], "a", "不在本流程中"),
        ([step("a", on("a"))], "a", "自身"),
        ([step("a", on("b"), on("b")), step("b")], "a", "两次"),
        ([step("a", name=" ")], "a", "名称"),
        ([step("a", name="长" * 61)], "a", "60"),
        ([step("a", time_limit=-1)], "a", "0"),
        ([step("a"), step("a")], "a", "标识"),
        ([step("a", handler=10**12)], "a", "其他单位"),
        ([step(f"k{n}") for n in range(MOST_STEPS + 1)], "", "200"),
    ],
)
def test_what_is_wrong_is_told_at_its_step_and_nothing_is_saved(world, signed_in, flow, steps, key, sentence):
    answer = send(signed_in(world.liaison), flow, steps)
    assert answer.status_code == 422
    assert any(p["step"] == key and sentence in p["sentence"] for p in answer.json()["problems"]), answer.json()
    assert not Step.objects.filter(flow=flow).exists()


@pytest.mark.parametrize("body", ["x", "[]", '{"steps": 1}', '{"steps": [1]}', "{}"])
def test_nonsense_is_not_a_server_error(world, signed_in, flow, body):
    client = signed_in(world.liaison)
    for where in ("edit", "preview"):
        answer = client.post(f"/powers/flows/{flow.pk}/{where}/", body, "application/json")
        assert answer.status_code in (404, 422)
    assert not flow.steps.exists()


def test_the_preview_draws_and_names_the_faults_by_step(world, signed_in, flow):
    steps = [step("a", on("b")), step("b", is_end=True), step("c", name="孤立环节")]
    told = send(signed_in(world.liaison), flow, steps, "preview").json()
    assert told["drawing"].startswith("<svg") and "孤立环节" in told["drawing"]
    assert any(f["step"] == "c" and "孤立环节" in f["sentence"] for f in told["faults"])
    assert not flow.steps.exists()


def test_the_second_to_save_is_shown_the_flow_as_it_is_now(world, signed_in, flow):
    client, seen = signed_in(world.liaison), version_of(flow)
    assert send(client, flow, [step("a", name="先存", is_end=True)], version=seen).status_code == 200
    answer = send(client, flow, [step("a", name="后存", is_end=True)], version=seen)
    assert answer.status_code == 409 and "李联络" in answer.json()["problems"][0]["sentence"]
    assert answer.json()["theirs"]["steps"][0]["name"] == "先存"
    assert flow.steps.get().name == "先存"
    mine = send(client, flow, [step("a", name="后存", is_end=True)], version=answer.json()["theirs"]["version"])
    assert mine.status_code == 200 and flow.steps.get().name == "后存"


def test_a_flow_that_changed_after_it_was_opened_is_not_confirmed(world, signed_in):
    flow = make_flow(make_power(world.unit))
    seen = version_of(flow)
    outline = outline_of(flow).as_data()["steps"]
    outline[0]["name"] = "改名的环节"
    send(signed_in(world.liaison), flow, outline)
    signed_in(world.head).post(flow.transition_url("confirm"), {"version": seen})
    flow.refresh_from_db()
    assert flow.status == "draft"


def test_a_confirmed_flow_is_not_edited(world, signed_in):
    answer = send(signed_in(world.liaison), world.flow, [step("a")])
    assert answer.status_code == 302 and world.flow.steps.count() == 2


def test_a_flow_begins_from_a_published_one_of_another_unit(world, signed_in, flow):
    other = make_unit(world.county, name="邻局")
    item = make_power(other, name="建设工程规划许可", status="confirmed")
    theirs = make_flow(item, status="published")
    shared = theirs.steps.get(number=1)
    shared.handler.name = "受理岗"
    shared.handler.save()
    own = make_post(world.unit, name="受理岗")
    client = signed_in(world.liaison)
    found = client.get(f"/powers/flows/{flow.pk}/starts/", {"q": "规划"}).json()["found"]
    assert [f["id"] for f in found] == [theirs.pk] and "邻局" in found[0]["name"]
    given = client.get(f"/powers/flows/{flow.pk}/starts/", {"flow": theirs.pk}).json()
    assert [s["handler"] for s in given["steps"]] == [own.pk, own.pk]
    assert [s["monitor"] for s in given["steps"]] == [None, None]
    assert len(given["notes"]) == 1 and str(theirs.steps.first().monitor) in given["notes"][0]
    theirs.perform("withdraw", by=_head_of(other), reason="修订")
    assert client.get(f"/powers/flows/{flow.pk}/starts/", {"flow": theirs.pk}).status_code == 404
    assert client.get(f"/powers/flows/{flow.pk}/starts/", {"q": "规划"}).json()["found"] == []


def _head_of(unit):
    from tests.factories import make_user

    return make_user("unit_head", unit)


def test_the_api_reads_and_replaces_a_flow_as_a_whole(world, signed_in, flow):
    client, address = signed_in(world.liaison), f"/api/v1/flows/{flow.pk}/outline/"
    body = json.dumps({"steps": [step("a", on("b")), step("b", is_end=True)]})
    answer = client.put(address, body, "application/json")
    assert answer.status_code == 200 and ways_of(flow) == {(1, 2, "forward", "")}
    assert client.get(address).json() == answer.json()
    wrong = json.dumps({"steps": [step("a", on("a"))]})
    assert client.put(address, wrong, "application/json").status_code == 400
    assert signed_in(world.head).put(address, body, "application/json").status_code == 403
    assert client.put(f"/api/v1/flows/{world.flow.pk}/outline/", body, "application/json").status_code == 409
