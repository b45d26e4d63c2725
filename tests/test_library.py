"""The risk library: what it ships, who reads it, what a unit takes over, and how it stays in step."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User, grant_role
from exchange.library import adoptions
from exchange.library.catalogue import powers
from exchange.library.choices import EntryStatus
from exchange.library.models import Adoption, LibraryEntry, LibraryPower
from exchange.library.shipped_library import load
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.models import Measure
from powers.lifecycle import faults_of
from powers.models import Flow
from riskpoints.models import RiskPoint
from tests.factories import make_area, make_flow, make_post, make_power, make_unit, make_user

pytestmark = pytest.mark.any_database

POSTS = ("分管领导", "派驻纪检监察组组长", "科长", "复核岗", "经办岗", "财务岗", "办公室主任")


@pytest.fixture
def stocked(world):
    """The shipped library, and a unit with the posts that its flows name."""
    load(world.province)
    for name in POSTS:
        world.unit.posts.get_or_create(name=name, department="")
    make_post(world.unit, name="局长", is_main_leader=True)
    world.power = LibraryPower.objects.get(code="GC-01")
    world.entry = world.power.entries.order_by("step").first()
    return world


def changed(entry, **facts):
    """The entry as an inspector of the province changes it."""
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.save()
    return entry


def test_it_ships_at_least_twelve_industries_and_what_the_report_names(stocked):
    industries = {industry for power in LibraryPower.objects.all() for industry in power.industries}
    assert len(industries) >= 12
    assert LibraryPower.objects.filter(industries__contains=["health"]).count() >= 13
    # Hangzhou's government projects, Jinhua's fiscal funds.
    for code in ("construction", "fiscal_funds"):
        assert LibraryEntry.objects.filter(power__domain__code=code).exists(), code
    assert LibraryPower.objects.count() == len(powers())
    assert not LibraryEntry.objects.filter(measures=[]).exists()


def test_loading_it_again_changes_nothing_and_brings_news_as_a_new_version(stocked):
    assert (done := load(stocked.province)).made == done.changed == 0 and done.same
    LibraryEntry.objects.filter(pk=stocked.entry.pk).update(manifestation="旧的写法")
    LibraryEntry.objects.filter(name="概算审核把关不严").update(status=EntryStatus.WITHDRAWN)
    assert load(stocked.province).changed == 1
    stocked.entry.refresh_from_db()
    assert stocked.entry.version == 2
    assert LibraryEntry.objects.get(name="概算审核把关不严").status == EntryStatus.WITHDRAWN


def test_every_shipped_flow_can_be_confirmed_by_a_unit_that_has_its_posts(stocked):
    for power in LibraryPower.objects.all():
        adoptions.adopt_power(power, stocked.unit, by=stocked.liaison)
    flows = Flow.objects.filter(power_item__adopted_from__isnull=False)
    assert flows.count() == LibraryPower.objects.count() and faults_of(flows) == {}


def test_a_power_is_adopted_whole_and_goes_the_normal_way(stocked):
    item = adoptions.adopt_power(stocked.power, stocked.unit, by=stocked.liaison)
    points = RiskPoint.objects.filter(step__flow__power_item=item)
    assert item.status == "draft" and points.count() == stocked.power.entries.count()
    assert set(points.values_list("status", flat=True)) == {"draft"}
    assert item.flows.get().steps.first().handler.name == "经办岗"
    assert all(Measure.objects.filter(points=point).exists() for point in points)
    for point in points:
        point.perform("file", by=stocked.liaison)
    assert set(points.values_list("status", flat=True)) == {"filed"}
    assert points.filter(grade="high", review_on=None).count() == 0
    with pytest.raises(NotAllowed):
        adoptions.adopt_power(stocked.power, stocked.unit, by=stocked.liaison)
    with pytest.raises(NotAllowed):
        adoptions.adopt_power(stocked.power, stocked.elsewhere, by=stocked.liaison)


def test_adopting_a_power_costs_the_same_for_few_and_for_many_entries(stocked, django_assert_max_num_queries):
    LibraryEntry.objects.filter(power=stocked.power).exclude(pk=stocked.entry.pk).update(status=EntryStatus.WITHDRAWN)
    with CaptureQueriesContext(connection) as few:
        adoptions.adopt_power(stocked.power, stocked.unit, by=stocked.liaison)
    LibraryEntry.objects.filter(power=stocked.power).update(status=EntryStatus.OFFERED)
    stocked.unit.powers.filter(code=stocked.power.code).update(code="GC-00")
    with django_assert_max_num_queries(len(few)):
        adoptions.adopt_power(stocked.power, stocked.unit, by=stocked.liaison)


def test_a_single_entry_is_adopted_once_onto_a_step_of_the_unit(stocked):
    other = make_flow(make_power(stocked.elsewhere), status="published").steps.first()
    with pytest.raises(NotAllowed):
        adoptions.adopt_entry(stocked.entry, stocked.unit, other, by=stocked.liaison)
    point = adoptions.adopt_entry(stocked.entry, stocked.unit, stocked.steps[1], by=stocked.liaison)
    assert (point.step, point.name, point.grade) == (stocked.steps[1], stocked.entry.name, stocked.entry.grade)
    with pytest.raises(NotAllowed):
        adoptions.adopt_entry(stocked.entry, stocked.unit, None, by=stocked.liaison)
    point.perform("discard", by=stocked.liaison, reason="重复")
    assert adoptions.adopt_entry(stocked.entry, stocked.unit, None, by=stocked.liaison).step is None
    LibraryEntry.objects.filter(pk=stocked.entry.pk).update(status=EntryStatus.WITHDRAWN)
    with pytest.raises(NotAllowed):
        adoptions.adopt_entry(stocked.entry, stocked.unit, None, by=stocked.liaison)


def test_what_the_unit_and_the_library_changed_is_told_apart(stocked):
    point = adoptions.adopt_entry(stocked.entry, stocked.unit, None, by=stocked.liaison)
    point.manifestation = "本单位的写法"
    point.save()
    changed(stocked.entry, likelihood=5, measures=[*stocked.entry.measures, {"method": "warning", "text": "新措施"}])
    adoption = Adoption.objects.for_list().get()
    rows = {str(row.label): row for row in adoptions.comparison(adoption)}
    assert {label for label, row in rows.items() if row.has_unit_changed} == {"表现形式"}
    assert {label for label, row in rows.items() if row.has_library_changed} == {"发生可能性", "防控措施"}
    assert list(Adoption.objects.outrun()) == [adoption]


@pytest.mark.parametrize("state", ["draft", "registered"])
def test_the_change_is_accepted_into_the_draft_or_a_revision(stocked, state):
    adoptions.adopt_entry(stocked.entry, stocked.unit, stocked.steps[1], by=stocked.liaison)
    point = RiskPoint.objects.get(adoption__isnull=False)
    if state == "registered":
        for verb, person in (("file", "liaison"), ("endorse", "head"), ("register", "inspector")):
            point.perform(verb, by=getattr(stocked, person))
    changed(stocked.entry, manifestation="新的写法", measures=[{"method": "warning", "text": "新措施"}])
    held = adoptions.accept(Adoption.objects.for_list().get(), by=stocked.liaison)
    assert held.manifestation == "新的写法" and held.status == "draft" and held.root == point
    assert (held == point) == (state == "draft")
    point.refresh_from_db()
    assert (point.manifestation == "新的写法") == (state == "draft")
    texts = set(Measure.objects.filter(points=point).values_list("text", flat=True))
    assert "新措施" in texts and len(texts) == 2
    assert not Adoption.objects.outrun().exists()


def test_the_change_is_left_alone_and_a_point_on_its_way_waits(stocked):
    point = adoptions.adopt_entry(stocked.entry, stocked.unit, stocked.steps[1], by=stocked.liaison)
    changed(stocked.entry, manifestation="新的写法")
    point.perform("file", by=stocked.liaison)
    adoption = Adoption.objects.for_list().get()
    with pytest.raises(NotAllowed):
        adoptions.accept(adoption, by=stocked.liaison)
    with pytest.raises(NotAllowed):
        adoptions.keep(adoption, by=stocked.head)
    adoptions.keep(adoption, by=stocked.liaison)
    assert not Adoption.objects.outrun().exists()
    assert RiskPoint.objects.get(pk=point.pk).manifestation != "新的写法"


def test_a_city_adds_to_the_province_and_only_its_units_see_it(stocked):
    LibraryEntry.objects.create(
        unit=stocked.city, power=stocked.power, step=0, status=EntryStatus.OFFERED, risk_class="duty", name="市里的",
        manifestation="x", likelihood=1, harm=1, importance=1, frequency=1, measures=[],
    )  # fmt: skip
    other_city = make_area("city", stocked.province, "330100")
    other = make_user(Role.LIAISON, make_unit(other_city))
    for user, sees in ((stocked.liaison, True), (stocked.checker, True), (other, False)):
        assert LibraryEntry.objects.visible_to(user).filter(name="市里的").exists() == sees
        assert LibraryEntry.objects.visible_to(user).count() > 100
    # Also where the liaison sees the libraries of two cities.
    home = other.grants.get().unit
    grant_role(user=other, role=Role.LIAISON, unit=stocked.unit, by=stocked.administrator, reason="兼任")
    both = User.objects.get(pk=other.pk)
    assert not adoptions.adopt_power(stocked.power, home, by=both).unit.risk_points.filter(name="市里的").exists()
    with pytest.raises(NotAllowed):
        adoptions.adopt_entry(LibraryEntry.objects.get(name="市里的"), home, None, by=both)


def test_a_registered_point_is_proposed_by_its_inspector_and_offered_by_the_city(stocked):
    item = make_power(stocked.unit, name=stocked.power.name, status="confirmed")
    step = make_flow(item, status="published").steps.first()
    step.name = stocked.power.flow[0]["name"]
    step.save()
    point = stocked.registered(step, name="新发现的风险")
    city_inspector = make_user(Role.INSPECTOR, stocked.city)
    with pytest.raises(NotAllowed):
        adoptions.propose(point, stocked.city, by=stocked.head)
    entry = adoptions.propose(point, stocked.city, by=stocked.inspector)
    assert (entry.status, entry.proposed_from, entry.measures[0]["method"]) == ("proposed", point, "procedure")
    with pytest.raises(NotAllowed):
        adoptions.propose(point, stocked.city, by=stocked.inspector)
    with pytest.raises(NotAllowed):
        entry.perform("offer", by=stocked.inspector)
    entry.perform("offer", by=User.objects.get(pk=city_inspector.pk))
    assert LibraryEntry.objects.visible_to(stocked.liaison).offered().filter(pk=entry.pk).exists()
    stray = stocked.registered(stocked.steps[0])
    with pytest.raises(NotAllowed) as refusal:
        adoptions.propose(stray, stocked.city, by=stocked.inspector)
    assert stocked.steps[0].name in str(refusal.value.sentence)


def test_the_pages_lead_from_the_library_to_a_draft_and_to_its_kind(stocked, signed_in):
    client = signed_in(stocked.liaison)
    listed = client.get(reverse("library:powers"), {"industry": "transport", "q": "虚报建设规模"})
    assert [row.code for row in listed.context["object_list"]] == ["GC-01"]
    page = client.get(stocked.power.get_absolute_url()).content.decode()
    assert "虚报建设规模" in page and "整项采用" in page
    answer = client.post(reverse("library:adopt_power", args=[stocked.power.pk]), follow=True)
    assert "均为草稿" in answer.content.decode()
    again = client.post(reverse("library:adopt_power", args=[stocked.power.pk]), follow=True)
    assert "编码为 GC-01 的职权" in again.content.decode()
    point = RiskPoint.objects.get(adoption__entry=stocked.entry)
    related = client.get(reverse("library:related", args=[point.pk])).content.decode()
    assert "采用自" in related and stocked.entry.name in related
    changed(stocked.entry, manifestation="新的写法")
    assert client.get(reverse("library:adoptions"), {"outrun": "true"}).context["object_list"].count() == 1
    address = point.adoption.get_absolute_url()
    assert "采用库中内容" in client.get(address).content.decode()
    assert "新的写法" in client.post(address, {"accept": ""}, follow=True).content.decode()


def test_an_entry_is_edited_by_inspectors_of_its_area_as_a_new_version(stocked, signed_in):
    inspector = make_user(Role.INSPECTOR, stocked.province)
    address = reverse("library:entry_edit", args=[stocked.entry.pk])
    assert signed_in(stocked.inspector).get(address).status_code == 404
    client = signed_in(inspector)
    form = client.get(address).context["form"]
    facts = {name: form[name].value() for name in form.fields} | {"measures": "公开：新措施"}
    facts = {name: value for name, value in facts.items() if value not in (None, False)}
    refused = client.post(address, facts | {"measures": "没有方法"})
    assert refused.status_code == 422 and "冒号" in refused.content.decode()
    client.post(address, facts)
    stocked.entry.refresh_from_db()
    assert (stocked.entry.version, stocked.entry.measures) == (2, [{"method": "openness", "text": "新措施"}])
