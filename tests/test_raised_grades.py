"""A revision that raises the grade asks for the leader of its measures again, whichever way it is filed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ground.lifecycle.machine import NotAllowed
from measures.filing_requirements import NO_LEADER_AGAIN, NO_MAIN_LEADER
from measures.models import Measure
from riskpoints.revisions import revise
from tests.factories import make_measure, make_post

HIGH = {"likelihood": 5, "harm": 5}
MEDIUM = {"likelihood": 3, "harm": 3}


@pytest.fixture
def raised(world):
    """A low point whose measure a deputy answers for, and its revision that raises it to high."""
    world.leader = make_post(world.unit, name="局长", is_main_leader=True)
    world.deputy = make_post(world.unit, name="副局长")
    world.low = world.registered(world.steps[0])
    world.measure = world.low.measures.get()
    Measure.objects.filter(pk=world.measure.pk).update(accountable_post=world.deputy)
    world.revision = revision(world, **HIGH)
    return world


def revision(world, **values):
    row = revise(world.low, by=world.liaison)
    for name, value in {"review_on": timezone.localdate() + timedelta(days=90), **values}.items():
        setattr(row, name, value)
    row.save()
    return row


def refusal(row, verb, by):
    with pytest.raises(NotAllowed) as caught:
        row.perform(verb, by=by)
    return str(caught.value.sentence)


def test_raised_to_high_it_takes_the_main_leader(raised):
    assert refusal(raised.revision, "file", raised.liaison) == str(NO_MAIN_LEADER)
    Measure.objects.filter(pk=raised.measure.pk).update(accountable_post=raised.leader)
    raised.revision.perform("file", by=raised.liaison)
    assert raised.revision.status == "filed"


def test_a_leader_who_goes_before_it_is_registered_is_asked_for_again(raised):
    Measure.objects.filter(pk=raised.measure.pk).update(accountable_post=raised.leader)
    raised.revision.perform("file", by=raised.liaison)
    raised.revision.perform("endorse", by=raised.head)
    Measure.objects.filter(pk=raised.measure.pk).update(accountable_post=raised.deputy)
    assert refusal(raised.revision, "register", raised.inspector) == str(NO_MAIN_LEADER)
    raised.low.refresh_from_db()
    assert raised.low.grade == "low"


def test_an_ended_measure_or_an_abolished_post_does_not_count(raised):
    make_measure(raised.low, accountable_post=raised.leader, status="ended")
    assert refusal(raised.revision, "file", raised.liaison) == str(NO_MAIN_LEADER)
    former = make_post(raised.unit, name="原局长", is_main_leader=True, is_abolished=True)
    make_measure(raised.low, accountable_post=former)
    assert refusal(raised.revision, "file", raised.liaison) == str(NO_MAIN_LEADER)


def test_raised_to_medium_it_takes_a_leader(raised):
    Measure.objects.filter(pk=raised.measure.pk).update(accountable_post=None)
    raised.revision.perform("discard", by=raised.liaison, reason="重写")
    medium = revision(raised, **MEDIUM)
    assert medium.grade == "medium" and refusal(medium, "file", raised.liaison) == str(NO_LEADER_AGAIN)
    Measure.objects.filter(pk=raised.measure.pk).update(accountable_post=raised.deputy)
    medium.perform("file", by=raised.liaison)


def test_a_grade_that_stays_or_falls_asks_nobody_again(raised):
    raised.revision.perform("discard", by=raised.liaison, reason="重写")
    same = revision(raised, name="只改名称")
    same.perform("file", by=raised.liaison)
    assert same.status == "filed"


def test_a_unit_without_a_main_leader_is_not_kept_from_it(raised):
    type(raised.leader).objects.filter(pk=raised.leader.pk).update(is_main_leader=False)
    raised.revision.perform("file", by=raised.liaison)
    assert raised.revision.status == "filed"


def test_no_way_leads_around_it(raised, signed_in):
    client, pk = signed_in(raised.liaison), raised.revision.pk
    client.post(f"/riskpoints/{pk}/to/file/", {"reason": "确需提级"})
    client.post(f"/measures/decisions/{pk}/file/", {"plan_gap_reason": "确需提级"})
    answer = client.post(f"/api/v1/risk-points/{pk}/file/", {"reason": "确需提级"}, "application/json")
    raised.revision.refresh_from_db()
    assert answer.status_code == 409 and raised.revision.status == "draft"


def test_the_workspace_says_it_and_takes_the_leader_of_a_measure_in_force(raised, signed_in):
    client, address = signed_in(raised.liaison), reverse("riskpoints:edit", args=[raised.revision.pk])
    page = client.get(address)
    assert str(NO_MAIN_LEADER) in {str(item.sentence) for item in page.context["found"].missing}
    field = f"leader-{raised.measure.pk}"
    assert f'name="{field}-accountable_post"' in page.content.decode()
    form = page.context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", False)}
    sent |= {"version": page.context["version"], "then": "file"}
    row = page.context["filing"].parts[-1].leaders[raised.measure.pk]
    chosen = {f"{field}-version": row["version"].value(), f"{field}-accountable_post": raised.leader.pk}
    missing = (
        client.post(reverse("riskpoints:check", args=[raised.revision.pk]), sent | chosen).context["found"].missing
    )
    raised.measure.refresh_from_db()
    assert not missing and raised.measure.accountable_post == raised.deputy  # only judged
    # A leader is not taken away from a measure in force.
    client.post(address, sent | chosen | {f"{field}-accountable_post": ""})
    raised.measure.refresh_from_db()
    assert raised.measure.accountable_post == raised.deputy
    client.post(address, sent | chosen)
    raised.measure.refresh_from_db()
    raised.revision.refresh_from_db()
    assert (raised.measure.accountable_post, raised.revision.status) == (raised.leader, "filed")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(raised, signed_in):
    client, address = signed_in(raised.liaison), reverse("riskpoints:edit", args=[raised.revision.pk])
    page = client.get(address)
    sent = {
        bound.html_name: bound.value() for bound in page.context["form"] if bound.value() not in (None, "", False)
    }
    other = make_post(raised.unit, name="常务副局长")
    Measure.objects.filter(pk=raised.measure.pk).update(accountable_post=other)
    field = f"leader-{raised.measure.pk}"
    row = page.context["filing"].parts[-1].leaders[raised.measure.pk]
    chosen = {f"{field}-version": row["version"].value(), f"{field}-accountable_post": raised.leader.pk}
    answer = client.post(address, sent | chosen | {"version": page.context["version"], "then": "save"})
    raised.measure.refresh_from_db()
    assert answer.status_code == 422 and raised.measure.accountable_post == other
