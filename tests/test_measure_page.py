"""The pages of a measure and of a rule: tabs, what is missing, and how far they have come."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from measures.models import MeasureLink, MeasureRule
from tests.factories import make_measure, make_point, make_post, make_rule, make_user

pytestmark = pytest.mark.any_database


def shown(client, row, tab=""):
    answer = client.get(f"{row.get_absolute_url()}{tab}")
    assert answer.status_code == 200
    return answer.context


def lacks(client, row):
    return {str(lack.title): lack.url for lack in shown(client, row)["lacks"]}


def test_its_parts_are_tabs_with_their_counts(world, signed_in):
    measure = world.registered().measures.get()
    MeasureLink.objects.create(measure=measure, point=world.registered())
    client, top = signed_in(world.checker), measure.get_absolute_url()
    tabs = {tab.url.removeprefix(top): tab.count for tab in shown(client, measure)["tabs"]}
    assert tabs == {"": None, "points/": 2, "evidence/": 0, "log/": None}
    assert {client.get(f"{top}{name}").status_code for name in tabs} == {200}
    assert len(shown(client, measure, "points/")["table"].rows) == 2
    stranger = signed_in(make_user("liaison", world.elsewhere))
    assert {stranger.get(f"{top}{name}").status_code for name in tabs} == {404}


def test_what_a_planned_measure_lacks_leads_who_files_to_the_field(world, signed_in):
    point = make_point(world.unit, grade="high", grade_reason="曾有同类案件")
    measure = make_measure(point, responsible_post=None)
    edit = f"{measure.get_absolute_url()}edit/"
    found = lacks(signed_in(world.liaison), measure)
    assert found == {
        "责任岗位": f"{edit}#field-responsible_post",
        "完成期限": f"{edit}#field-due_on",
        "佐证材料": f"{measure.get_absolute_url()}evidence/",
    }
    assert set(lacks(signed_in(world.checker), measure).values()) == {""}


def test_a_leader_is_missing_where_no_measure_of_a_high_point_names_one(world, signed_in):
    point = make_point(world.unit, grade="high", grade_reason="曾有同类案件")
    measure = make_measure(point, due_on=timezone.localdate())
    client = signed_in(world.liaison)
    assert "责任领导" in lacks(client, measure)
    make_measure(point, accountable_post=make_post(world.unit))
    assert "责任领导" not in lacks(client, measure)


def test_the_rail_tells_how_far_it_has_come_and_what_is_to_come(world, signed_in):
    measure = make_measure(world.registered(), due_on=timezone.localdate())
    client = signed_in(world.checker)
    way = [(str(stop.label), stop.is_to_come) for stop in shown(client, measure)["milestones"]]
    assert way == [("待核查", True), ("待落实", True)]
    measure.perform("put_in_force", by=world.liaison)
    assert "核查" in lacks(client, measure)
    verified = {"reason": "抽查属实", "effective": False, "residual_grade": ""}
    measure.perform("verify", by=world.inspector, **verified)
    way = {(str(stop.label), stop.is_to_come) for stop in shown(client, measure)["milestones"]}
    assert way == {("已核查", False), ("已落实", False)}
    assert "另订措施" in lacks(client, measure) and "核查" not in lacks(client, measure)


def test_evidence_is_attached_in_its_tab_by_who_keeps_the_measure(world, signed_in):
    measure = world.registered().measures.get()
    address = f"{measure.get_absolute_url()}evidence/"

    def attach(person, **facts):
        file = SimpleUploadedFile("台账.pdf", b"%PDF-1.7")
        return signed_in(person).post(address, {"title": "台账", "file": file} | facts)

    attach(world.checker)
    assert attach(world.liaison, title="").status_code == 422
    assert not measure.evidence.exists()
    answer = attach(world.liaison)
    assert (answer.status_code, answer.url) == (302, address)
    assert "台账" in signed_in(world.checker).get(address).content.decode()


def test_a_rule_shows_its_measures_and_the_rules_beside_it(world, signed_in):
    old, client = make_rule(world.unit, title="旧办法", enacted_on="2009-01-01"), signed_in(world.liaison)
    rule = make_rule(world.unit, title="新办法", replaces=old)
    assert [str(stop.label) for stop in shown(client, old)["milestones"]] == ["新办法", "制定"]
    assert [str(stop.label) for stop in shown(client, rule)["milestones"]] == ["制定", "旧办法"]
    found = lacks(client, rule)
    assert found == {"制度文本": f"{rule.get_absolute_url()}edit/#field-file", "防控措施": ""}
    measure = world.registered().measures.get()
    MeasureRule.objects.create(measure=measure, rule=rule)
    assert "防控措施" not in lacks(client, rule)
    tabs = {tab.url.removeprefix(rule.get_absolute_url()): tab.count for tab in shown(client, rule)["tabs"]}
    assert tabs == {"": None, "measures/": 1, "log/": None}
    assert len(shown(client, rule, "measures/")["table"].rows) == 1


def test_of_a_rule_that_is_replaced_it_is_said_what_rests_on_it_still(world, signed_in):
    old, client = make_rule(world.unit), signed_in(world.checker)
    MeasureRule.objects.create(measure=world.registered().measures.get(), rule=old)
    assert lacks(client, old) == {"制度文本": ""}
    make_rule(world.unit, replaces=old)
    assert set(lacks(client, old)) == {"制度文本", "制度状态"}
    old.perform("mark_revised", by=world.head, reason="修订")
    assert lacks(client, old) == {"仍有1项措施以其为依据": f"{old.get_absolute_url()}measures/"}
