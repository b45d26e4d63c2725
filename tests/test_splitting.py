"""A unit is split: what was ticked goes with all that hangs on it, and what both halves need both have afterwards."""

import pytest
from django.urls import reverse

from accounts.models import User
from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.models import Measure, MeasureLink, MeasureRule, Rule
from oversight.coverage.area_figures import recount
from oversight.reorganisations.belongings import are_torn
from oversight.reorganisations.changes import carry_out, preview, undo
from oversight.reorganisations.models import ReorganisationKind
from oversight.reorganisations.splits import Chosen, posts_used_only_by
from powers.models import Step
from riskpoints.models import RiskPoint
from tests.factories import (
    make_flow,
    make_measure,
    make_point,
    make_post,
    make_power,
    make_unit,
    make_user,
)
from tests.test_reorganisation import everything, fresh
from units.models import Official, Post, PostPeriod, Unit


@pytest.fixture
def parted(world):
    """A unit with two powers; a post, a measure and a rule are needed by both."""
    world.stays = world.registered(world.steps[0])
    world.other_item = make_power(world.unit, status="confirmed", name="船舶登记")
    world.other_flow = make_flow(world.other_item, status="published")
    world.goes = world.registered(world.other_flow.steps.first())
    world.waiting = world.filed(step=world.other_flow.steps.last())
    world.both_post = make_post(world.unit, department="法规处", name="审核岗")
    Step.objects.filter(flow__power_item__unit=world.unit, number=1).update(handler=world.both_post)
    world.both_measure = make_measure(world.stays, text="集体研究", responsible_post=world.both_post)
    MeasureLink.objects.create(measure=world.both_measure, point=world.goes)
    MeasureRule.objects.create(measure=world.both_measure, rule=world.rule)
    world.own_post = make_post(world.unit, name="船舶登记岗")
    Step.objects.filter(flow=world.other_flow, number=2).update(handler=world.own_post, monitor=world.own_post)
    world.official = Official.objects.create(name="赵一诺", staff_number="1")
    PostPeriod.objects.create(official=world.official, post=world.own_post, started_on="2010-01-01")
    world.at_post = make_point(world.unit, post=world.own_post, step=None, name="擅自更改登记")
    return world


def chosen(world, **more):
    facts = {"powers": [world.other_item.pk], "posts": [world.own_post.pk], "rules": [], "name": "青江县港航局"}
    return Chosen(**facts | {"code": "QJ-GH"} | more)


def split(world, target=None, **more):
    what = chosen(world, **more)
    return carry_out(
        ReorganisationKind.SPLIT, world.unit, target, chosen=what, by=world.administrator, reason="机构改革方案"
    )


def test_what_was_ticked_goes_with_all_that_hangs_on_it(parted):
    done = split(parted)
    new, old = fresh(done.target), fresh(parted.unit)
    assert (new.name, new.code, new.level, new.division_id) == ("青江县港航局", "QJ-GH", old.level, old.division_id)
    assert new.path[:-4] == old.path[:-4]
    assert set(new.risk_points.all()) == {parted.goes, parted.waiting, parted.at_post}
    assert set(old.risk_points.all()) == {parted.stays}
    assert [p.name for p in new.powers.all()] == ["船舶登记"] and parted.official.periods.get().post.unit == new
    assert not are_torn(old, new)
    assert recount().is_clean
    assert changes_of(parted.goes)[0].reason == "机构改革方案"
    # Those who worked on it go on with it.
    head = User.objects.get(pk=parted.head.pk)
    parted.waiting.refresh_from_db()
    parted.waiting.perform("endorse", by=head)
    assert head.holds((Role.UNIT_HEAD,), at=new) and head.holds((Role.UNIT_HEAD,), at=old)


def test_what_both_halves_need_both_have(parted):
    new = split(parted).target
    posts = Post.objects.filter(department="法规处", name="审核岗")
    assert {post.unit for post in posts} == {parted.unit, new}
    for step in Step.objects.filter(number=1):
        assert step.handler.unit == step.flow.unit
    assert not posts.get(unit=new).periods.exists()
    twins = Measure.objects.filter(text="集体研究")
    assert {(m.unit, m.points.get(), m.responsible_post.unit, m.rules.get().unit) for m in twins} == {
        (parted.unit, parted.stays, parted.unit, parted.unit),
        (new, parted.goes, new, new),
    }
    assert Rule.objects.filter(number=parted.rule.number).count() == 2


@pytest.mark.parametrize("into", ["a new unit", "another unit", "a unit below"])
def test_a_split_is_undone_without_a_trace_in_the_rows(parted, into):
    target = {"a new unit": lambda: None, "another unit": lambda: make_unit(parted.county),
              "a unit below": lambda: make_unit(parted.unit)}[into]()  # fmt: skip
    if target:
        make_power(target, code=parted.other_item.code)
        make_post(target, department="法规处", name="审核岗")
    before = everything(parted)
    links = sorted(MeasureLink.objects.values_list("pk", "measure", "point"))
    steps = sorted(Step.objects.values_list("pk", "handler", "monitor"))
    undo(split(parted, target), by=parted.administrator)
    after = everything(parted)
    assert (after[0], after[1], after[3]) == (before[0], before[1], before[3])
    assert links == sorted(MeasureLink.objects.values_list("pk", "measure", "point"))
    assert steps == sorted(Step.objects.values_list("pk", "handler", "monitor"))
    assert recount().is_clean
    if target:
        assert after[2] == before[2]
    else:
        made = Unit.objects.get(name="青江县港航局")
        assert made.status == "closed" and made.code != "QJ-GH"
        assert split(parted).target.code == "QJ-GH"


def test_what_a_unit_has_already_is_marked_or_used(parted):
    target = make_unit(parted.county)
    make_power(target, code=parted.other_item.code)
    theirs = make_post(target, department="法规处", name="审核岗")
    split(parted, target)
    parted.other_item.refresh_from_db()
    assert parted.unit.code in parted.other_item.code
    assert parted.other_flow.steps.first().handler == theirs


def test_the_preview_is_what_happens_and_changes_nothing(parted):
    before = everything(parted)
    seen = preview(ReorganisationKind.SPLIT, parted.unit, None, "", parted.administrator, chosen(parted))
    assert everything(parted) == before and not Unit.objects.filter(code="QJ-GH").exists()
    counts = {str(label): n for label, n in seen.counts}
    assert (counts["风险点"], counts["其中待办理"], counts["担任岗位的干部"], counts["流程"]) == (3, 1, 1, 1)
    told = " ".join(seen.warnings)
    assert "审核岗" in told and "1 条防控措施" in told and "1 项制度" in told and "预警联系岗位" not in told
    contact = chosen(parted, posts=[parted.unit.warning_contact_id], with_roles=False)
    told = " ".join(preview(ReorganisationKind.SPLIT, parted.unit, None, "", parted.administrator, contact).warnings)
    assert "预警联系岗位" in told and "联络员" in told


def test_a_filing_given_to_somebody_without_a_role_there_waits_for_all(parted):
    RiskPoint.objects.filter(pk=parted.waiting.pk).update(assigned_to=parted.head)
    done = split(parted, with_roles=False)
    parted.waiting.refresh_from_db()
    assert parted.waiting.assigned_to is None
    undo(done, by=parted.administrator)
    parted.waiting.refresh_from_db()
    assert parted.waiting.assigned_to == parted.head


def test_what_is_impossible_is_refused_in_words(parted):
    make_point(
        parted.unit, step=parted.steps[0], name="修订", revises=parted.goes, status="draft", created_by=parted.liaison
    )
    for target, more, sentence in (
        (None, {"powers": [], "posts": []}, "至少"),
        (None, {"code": parted.county.code}, "已被"),
        (None, {}, "修订"),
        (parted.unit, {}, "以外"),
        (parted.county, {}, "区域"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            split(parted, target, **more)
        assert sentence in str(refusal.value.sentence), sentence
    with pytest.raises(NotAllowed) as refusal:
        carry_out(
            ReorganisationKind.SPLIT,
            parted.province,
            None,
            chosen=chosen(parted),
            by=parted.administrator,
            reason="x",
        )
    assert "区域" in str(refusal.value.sentence)
    own = make_user(Role.ADMINISTRATOR, parted.unit)
    with pytest.raises(NotAllowed) as refusal:
        carry_out(ReorganisationKind.SPLIT, parted.unit, None, chosen=chosen(parted), by=own, reason="x")
    assert "其中一个" in str(refusal.value.sentence)


@pytest.mark.parametrize("step", ["a point is filed", "a measure goes on", "a unit is put below"])
def test_a_split_is_not_undone_where_work_went_on(parted, step):
    done = split(parted)
    {
        "a point is filed": lambda: make_point(done.target, step=parted.other_flow.steps.first()),
        "a measure goes on": lambda: Measure.objects.filter(unit=done.target, text="集体研究").update(text="改"),
        "a unit is put below": lambda: make_unit(fresh(done.target)),
    }[step]()
    with pytest.raises(NotAllowed):
        undo(done, by=parted.administrator)
    assert parted.waiting.unit_id != RiskPoint.objects.get(pk=parted.waiting.pk).unit_id
    assert fresh(done.target).status == "active"


def test_its_page_ticks_the_posts_shows_what_would_change_and_does_it(parted, signed_in):
    client = signed_in(parted.administrator)
    address = reverse("reorganisations:split", args=[parted.unit.pk])
    form = {
        "target": "",
        "name": "青江县港航局",
        "code": "QJ-GH",
        "powers": [parted.other_item.pk],
        "with_roles": "on",
    }
    monitor = parted.other_flow.steps.get(number=1).monitor_id
    only = sorted([parted.other_item.exercising_post_id, monitor, parted.own_post.pk])
    assert posts_used_only_by(parted.unit, [parted.other_item.pk]) == only
    suggested = " ".join(client.post(address, form | {"suggest": ""}).content.decode().split())
    assert f'name="posts" value="{parted.own_post.pk}" checked' in suggested and "青江县港航局" in suggested
    assert f'name="posts" value="{parted.both_post.pk}" checked' not in suggested
    bare = client.post(address, form | {"name": "", "look": ""})
    assert bare.status_code == 422 and "承接的单位" in bare.content.decode()
    form["posts"] = [parted.own_post.pk]
    assert client.post(address, form | {"look": ""}).context["seen"].counts
    assert client.post(address, form | {"do": "", "reason": ""}).status_code == 409
    answer = client.post(address, form | {"do": "", "reason": "改革"}, follow=True)
    assert "撤销" in answer.content.decode() and Unit.objects.get(code="QJ-GH").risk_points.count() == 3
