"""The workspace of a filing: it says at once what the way into the register will ask, by the rules of that way."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ground.lifecycle.changelog import event_model
from ground.lifecycle.machine import NotAllowed
from measures.filing_requirements import NO_LEADER, NO_MEASURE
from measures.models import Measure
from powers.models import Domain
from riskpoints.filings import Filing
from riskpoints.forms import RiskPointForm
from riskpoints.grading import Grade
from riskpoints.lifecycle import NEEDS_REVIEW_DATE
from riskpoints.models import RiskPoint
from riskpoints.revisions import revise
from tests.factories import make_library, make_measure, make_plan, make_point, make_post, make_rule, make_unit

pytestmark = pytest.mark.any_database

NEW, CHECK = "/riskpoints/new/", "/riskpoints/new/check/"
HIGH = {"likelihood": 5, "harm": 5, "importance": 5, "frequency": 5}
LOW = dict.fromkeys(HIGH, 1)


def filled(world, **changes):
    """What a browser sends of a workspace that is filled in as far as the point itself goes."""
    return {
        "unit": world.unit.pk,
        "step": world.steps[0].pk,
        "name": "主要负责人个人指定代建单位",
        "manifestation": "不经集体研究，个人点名。",
        "risk_class": "duty",
        "found_by": "self",
        **LOW,
        **changes,
    }


def row(world, number=0, **changes):
    facts = {
        "text": "比选结果公示五个工作日。",
        "method": "openness",
        "responsible_post": make_post(world.unit).pk,
        **changes,
    }
    return {f"measure-{number}-{name}": value for name, value in facts.items()}


def soon():
    return timezone.localdate() + timedelta(days=90)


def missing(answer) -> set[str]:
    return {str(item.sentence) for item in answer.context["found"].missing}


def test_a_new_point_has_no_score_until_somebody_chooses_one(world, signed_in):
    answer = signed_in(world.liaison).get(f"{NEW}?unit={world.unit.pk}")
    page = answer.content.decode()
    assert page.count('name="likelihood"') == 5 and "几乎没有" in page and "经常发生" in page
    assert not any(answer.context["form"][name].value() for name in HIGH)
    assert answer.context["found"].explanation is None
    assert signed_in(world.liaison).post(NEW, filled(world, harm="")).status_code == 422
    assert not RiskPoint.objects.exists()


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_saved(world, signed_in):
    logged = event_model(RiskPoint)._default_manager.count()
    client = signed_in(world.liaison)
    said = missing(client.post(CHECK, {"unit": world.unit.pk}))
    assert len(said) == 6 and str(NO_MEASURE) in said  # name, manifestation, class, way of finding, scales, measure
    said = missing(client.post(CHECK, filled(world, **HIGH) | row(world)))
    assert said == {str(NEEDS_REVIEW_DATE), str(NO_LEADER)}
    leader = make_post(world.unit).pk
    complete = filled(world, **HIGH, review_on=soon()) | row(world, accountable_post=leader)
    assert missing(client.post(CHECK, complete)) == set()
    assert not RiskPoint.objects.exists() and not Measure.objects.exists()
    assert event_model(RiskPoint)._default_manager.count() == logged


@pytest.mark.parametrize("grade", ["low", "high"])
@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("held", ["", "post", "leader"])
def test_the_checklist_says_what_the_life_cycle_says(world, grade, dated, held):
    point = make_point(world.unit, **(HIGH if grade == "high" else LOW), review_on=soon() if dated else None)
    if held:
        make_measure(point, accountable_post=make_post(world.unit) if held == "leader" else None)
    form = RiskPointForm(instance=point, unit=world.unit, user=world.liaison)
    said = Filing(form, world.liaison).judged().missing
    try:
        point.perform("file", by=world.liaison)
        point.perform("endorse", by=world.head)
        point.perform("register", by=world.inspector)
    except NotAllowed as refusal:
        assert str(refusal.sentence) in {str(item.sentence) for item in said}
    else:
        assert not said


def test_the_grade_is_said_with_its_ground_by_the_rule_of_the_server(world, signed_in):
    client = signed_in(world.liaison)
    values = filled(world, likelihood=4, harm=4, importance=5, frequency=3, review_on=soon())
    explained = client.post(CHECK, values).context["found"].explanation
    assert explained.grade == Grade.HIGH and "主要领导" in explained.managed
    assert all(figure in explained.why for figure in ("1.1", "17.6", "15", "2011-01-01"))
    explained = client.post(CHECK, filled(world, three_majors="on")).context["found"].explanation
    assert explained.grade == Grade.HIGH and "三重一大" in explained.why
    overridden = (
        client.post(CHECK, filled(world, grade="medium", grade_reason="历年多发")).context["found"].explanation
    )
    assert overridden.grade == Grade.MEDIUM and "低" in overridden.why


def test_a_point_is_filed_with_its_measures_in_one_step(world, signed_in):
    rule = make_rule(world.unit)
    data = filled(world) | row(world, rules=[rule.pk]) | row(world, 3, text="两人核查。", method="procedure")
    answer = signed_in(world.liaison).post(NEW, data | row(world, 5, text="", method="") | {"then": "file"})
    # A row in which only the post was chosen is not complete, so that nothing is lost unseen.
    assert answer.status_code == 422 and not RiskPoint.objects.exists()
    answer = signed_in(world.liaison).post(NEW, data | {"measure-5-text": "", "then": "file"})
    point = RiskPoint.objects.get()
    assert answer.url == point.get_absolute_url() and (point.status, point.filed_by) == ("filed", world.liaison)
    assert [m.text for m in point.measures.order_by("pk")] == ["比选结果公示五个工作日。", "两人核查。"]
    assert list(point.measures.order_by("pk")[0].rules.all()) == [rule]


def test_what_cannot_be_filed_yet_is_kept_as_a_draft_that_says_all_of_it(world, signed_in):
    client = signed_in(world.liaison)
    answer = client.post(NEW, filled(world, **HIGH) | {"then": "file"}, follow=True)
    point = RiskPoint.objects.get()
    assert point.status == "draft" and answer.redirect_chain[-1][0] == reverse("riskpoints:edit", args=[point.pk])
    assert missing(answer) == {str(NEEDS_REVIEW_DATE), str(NO_MEASURE)}
    assert "还差 2 项" in answer.content.decode()


def test_a_gap_to_the_plan_is_filed_with_a_reason_that_goes_along(world, signed_in):
    domain = Domain.objects.get(code="construction")
    world.item.domain = domain
    world.item.save()
    make_plan(domain, low={"least": 2, "methods": ["openness", "procedure"]})
    client, data = signed_in(world.liaison), filled(world, review_on=soon()) | row(world)
    found = client.post(CHECK, data).context["found"]
    assert [ask.has for ask in found.shown["asked"].gaps] == ["1项措施", "尚无"]
    assert [str(item.sentence) for item in found.gaps] == ["措施数量：不少于2项措施", "程序防控：须有"]
    assert [item.at for item in found.missing] == ["plan_gap_reason"]
    client.post(NEW, data | {"then": "file", "plan_gap_reason": "第二项措施随平台九月上线"})
    point = RiskPoint.objects.get()
    assert (point.status, point.plan_gap_reason) == ("filed", "第二项措施随平台九月上线")
    both = data | row(world, 1, method="procedure")
    assert not client.post(CHECK, both).context["found"].gaps
    # Filed without the workspace, as by the API, it goes as before: whoever decides sees the gap.
    other = make_point(world.unit, step=world.steps[0], review_on=soon())
    make_measure(other)
    other.perform("file", by=world.liaison)


def test_a_measure_is_changed_and_one_is_taken_off_in_the_same_form(world, signed_in):
    point = make_point(world.unit)
    kept, gone, shared = make_measure(point, text="留下"), make_measure(point, text="移除"), make_measure(point)
    second = make_point(world.unit)
    shared.links.create(point=second)
    client, address = signed_in(world.liaison), reverse("riskpoints:edit", args=[point.pk])
    page = client.get(address)
    rows = page.context["filing"].parts[-1].rows
    data = filled(world) | {"version": page.context["version"]}
    for one in rows:
        data |= {one[name].html_name: one[name].value() or "" for name in one.fields if name not in ("off", "rules")}
    data |= {"measure-0-text": "改过", "measure-1-off": "on", "measure-2-off": "on"}
    assert client.post(address, data).status_code == 302
    for measure in (kept, gone):
        measure.refresh_from_db()
    assert (kept.text, gone.status) == ("改过", "ended")
    assert set(shared.points.all()) == {second} and not second.measures.filter(status="ended").exists()


def test_a_measure_that_the_unit_has_holds_this_point_too(world, signed_in):
    has, strange = make_measure(make_point(world.unit)), make_measure(make_point(world.elsewhere))
    client = signed_in(world.liaison)
    joined = filled(world) | {"joined-measures": [has.pk]}
    assert not missing(client.post(CHECK, joined)) and has.points.count() == 1
    assert client.post(NEW, filled(world) | {"joined-measures": [strange.pk]}).status_code == 422
    client.post(NEW, joined | {"then": "file"})
    point = has.points.get(status="filed")
    assert has.points.count() == 2 and strange.points.count() == 1
    assert point.measures.get() == has


def test_measures_of_other_points_are_not_reached_through_the_form(world, signed_in):
    strange = make_measure(make_point(make_unit(world.county)), text="别人的")
    data = filled(world) | row(world, measure=strange.pk) | {"measure-0-off": "on"}
    signed_in(world.liaison).post(NEW, data)
    strange.refresh_from_db()
    assert (strange.text, strange.status, strange.links.count()) == ("别人的", "planned", 1)
    data = filled(world) | row(world, rules=[make_rule(world.elsewhere).pk])
    assert signed_in(world.liaison).post(NEW, data).status_code == 422


def test_a_measure_that_somebody_else_changed_meanwhile_is_not_overwritten(world, signed_in):
    point = make_point(world.unit)
    measure = make_measure(point, text="旧")
    client, address = signed_in(world.liaison), reverse("riskpoints:edit", args=[point.pk])
    [one] = client.get(address).context["filing"].parts[-1].rows
    data = filled(world) | {one[name].html_name: one[name].value() or "" for name in ("measure", "version", "method")}
    Measure.objects.filter(pk=measure.pk).update(text="他人所改")
    data |= {"measure-0-text": "我的", "measure-0-responsible_post": measure.responsible_post_id}
    assert client.post(address, data).status_code == 422
    measure.refresh_from_db()
    assert measure.text == "他人所改"


def test_a_revision_is_written_in_the_same_workspace(world, signed_in):
    point = world.registered(world.steps[0], name="旧名称")
    revision = revise(point, by=world.liaison)
    client, address = signed_in(world.liaison), reverse("riskpoints:edit", args=[revision.pk])
    page = client.get(address)
    assert "修订风险点" in page.content.decode() and not page.context["found"].missing
    assert len(page.context["filing"].parts[-1].fixed) == 1  # the measure of the point itself
    data = filled(world, name="新名称", version=page.context["version"]) | row(world, text="新增的一项")
    client.post(address, data | {"then": "file"})
    revision.refresh_from_db()
    assert (revision.status, revision.name) == ("filed", "新名称")
    assert point.measures.count() == 2 and not revision.measures.exists()


def test_the_page_asks_no_more_of_the_database_for_more_measures(world, signed_in):
    point = make_point(world.unit)
    client, address = signed_in(world.liaison), reverse("riskpoints:edit", args=[point.pk])
    counts = []
    for _round in range(2):
        for _n in range(3):
            make_measure(point).rules.set([make_rule(world.unit)], through_defaults={})
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_comes_from_the_library_keeps_its_origin(world, signed_in):
    entry = make_library(world.province)
    client = signed_in(world.liaison)
    beside = client.get(reverse("library:beside"), {"unit": world.unit.pk, "name": entry.name}).content.decode()
    assert entry.name in beside and "data-adopt" in beside
    client.post(NEW, filled(world, name=entry.name, adopted=entry.pk) | row(world))
    point = RiskPoint.objects.get()
    assert point.adoption.entry == entry and point.adoption.taken["name"] == entry.name
    assert (
        "data-adopt"
        not in client.get(reverse("library:beside"), {"unit": world.unit.pk, "name": entry.name}).content.decode()
    )


def test_without_scripts_a_row_is_added_by_the_server(world, signed_in):
    answer = signed_in(world.liaison).post(NEW, filled(world) | row(world) | {"then": "row"})
    assert answer.status_code == 200 and not RiskPoint.objects.exists()
    texts = [one["text"].value() for one in answer.context["filing"].parts[-1].rows]
    assert texts == ["比选结果公示五个工作日。", None]
