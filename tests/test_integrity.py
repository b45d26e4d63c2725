"""Integrity files: declarations compared with powers, points, and that every look is recorded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from integrity.conflicts import conflicts_of
from integrity.models import Declaration, Demerit, FileLook
from powers.models import Domain
from tests.factories import (
    World,
    make_declaration,
    make_demerit,
    make_flow,
    make_official,
    make_post,
    make_power,
    make_unit,
    make_user,
)
from tests.test_assessment import assessed, days_ago
from units.models import PostPeriod


@pytest.fixture
def works(db):
    return Domain.objects.get(code="construction")


@pytest.fixture
def post(world: World):
    return make_post(world.unit)


@pytest.fixture
def person(world: World, post):
    """The official of the world, with an account and a post."""
    return make_official(post, world.official)


@pytest.fixture
def power(world: World, works, post):
    return make_power(world.unit, domain=works, exercising_post=post, status="confirmed")


def declared(world, person, **facts):
    row = make_declaration(person, world.unit, **facts)
    row.perform("declare", by=world.official)
    return row


def test_a_declaration_is_compared_with_the_powers_of_all_posts_held(world, person, post, power, works):
    row = declared(world, person, domain=works)
    (found,) = conflicts_of(row)
    assert (found.power, found.post, found.how, found.is_open) == (power, post, "exercises", True)
    led = make_power(world.unit, domain=works, status="confirmed")
    assert [c.power for c in conflicts_of(row)] == [power]
    post.is_main_leader = True
    post.save()
    assert {(c.power, str(c.how)) for c in conflicts_of(row)} == {(power, "exercises"), (led, "leads")}


def test_handling_or_monitoring_a_step_counts_while_the_flow_is_in_force(world, person, post, works):
    row = declared(world, person, domain=works)
    item = make_power(world.unit, domain=works, status="confirmed")
    flow = make_flow(item)
    flow.steps.filter(number=2).update(monitor=post)
    assert conflicts_of(row) == []
    flow.perform("confirm", by=world.head)
    assert [(c.power, str(c.how)) for c in conflicts_of(row)] == [(item, "works")]


def test_only_what_holds_on_the_day_in_the_place_and_domain_conflicts(world, person, post, power, works):
    today = timezone.localdate()
    row = declared(world, person, domain=works)
    for facts in (
        {"domain": Domain.objects.get(code="procurement")},
        {"domain": None},
        {"area": type(world.unit).objects.get_parent(world.elsewhere)},
        {"until": today - timedelta(days=1), "since": None},
        {"since": today + timedelta(days=3)},
    ):
        other = declared(world, person, **{"domain": works} | facts)
        assert conflicts_of(other) == [], facts
    # The county of the unit, the city above it: both hold the unit or are held by its say.
    for area in (world.county, world.city):
        assert conflicts_of(declared(world, person, domain=works, area=area)) != []
    PostPeriod.objects.filter(official=person).update(ended_on=today - timedelta(days=1))
    assert conflicts_of(row) == []


def test_a_decision_settles_it_until_a_new_post_or_power_comes(world, person, post, power, works):
    row = declared(world, person, domain=works)
    assert list(Declaration.objects.unsettled()) == [row]
    row.perform("assess", by=world.inspector, conclusion="recusal", reason="由他人审批")
    assert [c.is_open for c in conflicts_of(row)] == [False] and not Declaration.objects.unsettled().exists()
    tomorrow = timezone.localdate() + timedelta(days=2)
    second = make_post(world.unit)
    make_power(world.unit, domain=works, exercising_post=second, status="confirmed")
    PostPeriod.objects.create(official=person, post=second, started_on=tomorrow)
    assert [c.is_open for c in conflicts_of(row, tomorrow)] == [False, True]
    assert list(Declaration.objects.unsettled(tomorrow)) == [row]


def test_the_steps_of_a_declaration_are_taken_by_the_official_and_a_colleague(world, person):
    row = make_declaration(person, world.unit)
    other = make_user(Role.OFFICIAL, world.unit)
    with pytest.raises(NotAllowed, match="只有本人"):
        row.perform("declare", by=other)
    row.perform("declare", by=world.official)
    row.perform("return", by=world.inspector, reason="请补充所在地")
    assert row.status == "draft" and row.return_reason == "请补充所在地" and row.is_editable
    row.perform("declare", by=world.official)
    assert row.return_reason == ""
    own = make_official(make_post(world.unit), world.inspector)
    mine = make_declaration(own, world.unit, status="declared")
    with pytest.raises(NotAllowed, match="与你本人有关"):
        mine.perform("assess", by=world.inspector, conclusion="none", reason="无")
    row.perform("end", by=world.official, reason="企业已注销")
    assert row.until == timezone.localdate() and row.ended_by == world.official
    assert changes_of(row)[0].reason == "企业已注销"


def test_who_reads_a_declaration(world, person):
    draft, row = make_declaration(person, world.unit), declared(world, person)
    seen = {name: set(Declaration.objects.visible_to(getattr(world, name))) for name in ("official", "inspector")}
    assert seen == {"official": {draft, row}, "inspector": {row}}
    strangers = [world.liaison, world.head, world.checker, world.observer, world.administrator, world.auditor]
    strangers += [make_user(Role.INSPECTOR, world.elsewhere), make_user(Role.OFFICIAL, world.unit)]
    for user in strangers:
        assert not Declaration.objects.visible_to(user).exists()


def test_a_declaration_at_a_unit_where_one_has_no_post_is_refused(world, person, signed_in):
    foreign = make_unit(world.county)
    data = {"unit": foreign.pk, "aspect": "gifts", "relation": "self", "text": "收到礼品一件，已上交。"}
    client = signed_in(make_user(Role.OFFICIAL, foreign))
    page = client.post("/integrity/declarations/new/", data, follow=True).content.decode()
    assert "尚未与干部信息关联" in page
    world.official.grants.create(role=Role.OFFICIAL, unit=foreign, reason="测试")
    answer = signed_in(world.official).post(f"/integrity/declarations/new/?unit={foreign.pk}", data)
    assert answer.status_code == 404 and not Declaration.objects.exists()
    answer = signed_in(world.official).post("/api/v1/declarations/", data, content_type="application/json")
    assert answer.status_code == 403 and "没有任职" in answer.json()["detail"]


def test_an_official_declares_on_the_page_and_the_inspector_decides_there(world, person, power, works, signed_in):
    mine, theirs = signed_in(world.official), signed_in(world.inspector)
    data = {"aspect": "family", "relation": "spouse", "domain": works.pk, "text": ""}
    answer = mine.post("/integrity/declarations/new/", data)
    assert answer.status_code == 422
    answer = mine.post("/integrity/declarations/new/", data | {"text": "配偶任职于建筑企业。", "since": "2099-01-01"})
    assert answer.status_code == 422 and "日期晚于今天。" in answer.content.decode()
    answer = mine.post("/integrity/declarations/new/", data | {"text": "配偶任职于建筑企业。"}, follow=True)
    row = Declaration.objects.get()
    assert row.official == person and "待决定是否回避" not in answer.content.decode()
    mine.post(row.transition_url("declare"))
    page = theirs.get("/integrity/declarations/?unsettled=true").content.decode()
    assert row.get_absolute_url() in page
    page = theirs.get(row.get_absolute_url()).content.decode()
    assert "待决定是否回避" in page and power.code in page
    answer = theirs.post(
        row.transition_url("assess"), {"conclusion": "recusal", "reason": "由副局长审批"}, follow=True
    )
    assert "相关事项回避" in answer.content.decode()


def test_looks_are_recorded_and_the_official_sees_them(world, person, signed_in):
    row, entry = declared(world, person), make_demerit(person, world.unit)
    theirs, mine = signed_in(world.inspector), signed_in(world.official)
    for path in (f"/integrity/officials/{person.pk}/", row.get_absolute_url(), entry.get_absolute_url()):
        assert theirs.get(path).status_code == 200
        assert mine.get("/integrity/").status_code == 200  # one's own looks are not counted
    for path in (f"/api/v1/declarations/{row.pk}/", "/api/v1/points-entries/"):
        assert theirs.get(path).status_code == 200
    looks = FileLook.objects.order_by("pk").values_list("official", "by", "what")
    whats = ["file", "declaration", "points", "declaration", "points"]
    assert list(looks) == [(person.pk, world.inspector.pk, what) for what in whats]
    page = mine.get("/integrity/").content.decode()
    assert page.count(world.inspector.name) == 5
    assert theirs.get(f"/integrity/officials/{make_official(make_post(world.elsewhere)).pk}/").status_code == 404


def test_points_are_recorded_answered_defused_and_withdrawn(world, person, signed_in):
    data = {"official": person.pk, "on": timezone.localdate().isoformat(), "basis": "audit", "text": "把关不严"}
    client = signed_in(world.inspector)
    assert client.post(f"/integrity/points/new/?unit={world.unit.pk}", data | {"points": 13}).status_code == 422
    client.post(f"/integrity/points/new/?unit={world.unit.pk}", data | {"points": 3})
    entry = Demerit.objects.get()
    assert entry.by == world.inspector and Demerit.objects.recent().total() == 3
    entry.perform("answer", by=world.official, reason="已整改")
    assert entry.answer == "已整改" and Demerit.objects.recent().total() == 3
    assert client.get(f"/integrity/points/{entry.pk}/edit/").status_code == 404
    entry.perform("defuse", by=world.inspector, reason="复核通过")
    assert Demerit.objects.recent().total() == 0 and entry.settlement == "复核通过"


def test_nobody_records_points_for_themselves(world, signed_in):
    own = make_official(make_post(world.unit), world.inspector)
    data = {"official": own.pk, "on": "2011-05-01", "basis": "audit", "points": 1, "text": "无"}
    client = signed_in(world.inspector)
    assert client.post(f"/integrity/points/new/?unit={world.unit.pk}", data).status_code == 422
    answer = client.post("/api/v1/points-entries/", data | {"unit": world.unit.pk}, content_type="application/json")
    assert answer.status_code == 400 and not Demerit.objects.exists()


@pytest.fixture
def calm(world, person, power, works):
    assert assessed() == {}
    return world


def test_a_declared_interest_against_a_power_is_warned_of_without_its_words(calm, person, works):
    late, fresh = (declared(calm, person, domain=works) for _n in range(2))
    Declaration.objects.filter(pk=late.pk).update(declared_at=days_ago(30))
    calm.item.refresh_from_db()
    warning = assessed()["interest_declared"]
    assert (warning.official, warning.unit, warning.post) == (person, calm.unit, None)
    assert [g["id"] for g in warning.grounds[1:]] == [late.pk] and warning.grounds[1]["text"] == works.name
    assert late.text not in str(warning.grounds) + warning.text
    assert assessed() == {}  # once, while it is open
    assert fresh.status == "declared"


def test_a_decided_interest_is_not_warned_of(calm, person, works):
    row = declared(calm, person, domain=works)
    Declaration.objects.filter(pk=row.pk).update(declared_at=days_ago(30))
    row.perform("assess", by=calm.inspector, conclusion="none", reason="不交叉")
    assert assessed() == {}


def test_points_over_the_threshold_are_summed_over_all_units_of_a_person(calm, person):
    second = make_unit(calm.county)
    PostPeriod.objects.create(official=person, post=make_post(second), started_on="2011-01-01")
    today = timezone.localdate()
    make_demerit(person, calm.unit, 3, on=today - timedelta(days=100))
    make_demerit(person, second, 2, on=today)
    make_demerit(person, second, 5, on=today - timedelta(days=400))  # before the window
    make_demerit(person, second, 5, on=today, status="defused")
    assert assessed() == {}
    make_demerit(person, calm.unit, 1, on=today - timedelta(days=50), status="answered")
    warning = assessed()["points_over"]
    assert (warning.official, warning.unit, warning.grounds[0]["found"]) == (person, second, 6)
    assert warning.level == "yellow" and warning.status == "proposed" and warning.proposed_by is None
    assert warning.text.startswith("近365天内廉政积分累计6分，达到预警线6分")


def test_the_official_opens_the_grounds_of_such_a_warning(calm, person, signed_in):
    entry = make_demerit(person, calm.unit, 8)
    warning = assessed()["points_over"]
    warning.perform("issue", by=calm.inspector, handling="inquiry", level="yellow", due_on=None)
    page = signed_in(calm.official).get(warning.get_absolute_url()).content.decode()
    assert entry.get_absolute_url() in page
    assert signed_in(calm.official).get(entry.get_absolute_url()).status_code == 200
    assert signed_in(calm.liaison).get(warning.get_absolute_url()).status_code == 404
