from datetime import timedelta

import pytest
from django.utils import timezone

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.filing_requirements import NO_LEADER, NO_MEASURE
from oversight.coverage.area_figures import points_not_held
from riskpoints.choices import RiskPointStatus
from riskpoints.findings import sign_no_risk
from riskpoints.lifecycle import NEEDS_REVIEW_DATE, NOT_YOUR_OWN_ENDORSE, NOT_YOUR_OWN_REGISTER
from riskpoints.models import NoRiskFinding, RiskPoint
from riskpoints.revisions import revise
from tests.factories import make_measure, make_point, make_post, make_user

HIGH = {"likelihood": 5, "harm": 5, "importance": 5, "frequency": 5}


def refusal(row, verb, **options):
    with pytest.raises(NotAllowed) as caught:
        row.perform(verb, **options)
    row.refresh_from_db()
    return str(caught.value.sentence)


def test_a_point_goes_from_draft_to_registered_by_three_people(world):
    point = world.registered(world.steps[0])
    assert point.status == RiskPointStatus.REGISTERED
    assert (point.filed_by, point.endorsed_by, point.registered_by) == (
        world.liaison,
        world.head,
        world.inspector,
    )


def test_it_is_not_filed_without_a_measure(world):
    point = make_point(world.unit)
    assert refusal(point, "file", by=world.liaison) == str(NO_MEASURE)
    assert point.status == RiskPointStatus.DRAFT


def test_a_measure_that_ended_does_not_hold(world):
    point = make_point(world.unit)
    make_measure(point, status="ended")
    assert refusal(point, "file", by=world.liaison) == str(NO_MEASURE)


def test_a_high_point_needs_an_accountable_leader(world):
    point = make_point(world.unit, review_on=timezone.localdate() + timedelta(days=30), **HIGH)
    make_measure(point)
    assert refusal(point, "file", by=world.liaison) == str(NO_LEADER)


@pytest.mark.parametrize("days", [None, 400])
def test_a_high_point_needs_a_review_date_within_a_year(world, days):
    review_on = None if days is None else timezone.localdate() + timedelta(days=days)
    point = make_point(world.unit, review_on=review_on, **HIGH)
    make_measure(point, accountable_post=make_post(world.unit))
    assert refusal(point, "file", by=world.liaison) == str(NEEDS_REVIEW_DATE)


def test_nobody_endorses_what_they_filed(world):
    both = make_user(Role.LIAISON, world.unit)
    both.grants.create(role=Role.UNIT_HEAD, unit=world.unit, reason="兼任")
    point = make_point(world.unit)
    make_measure(point)
    point.perform("file", by=both)
    assert refusal(point, "endorse", by=both) == str(NOT_YOUR_OWN_ENDORSE)
    assert point.status == RiskPointStatus.FILED


def test_nobody_registers_what_they_filed(world):
    both = make_user(Role.LIAISON, world.unit)
    both.grants.create(role=Role.INSPECTOR, unit=world.county, reason="兼任")
    point = make_point(world.unit)
    make_measure(point)
    point.perform("file", by=both)
    point.perform("endorse", by=world.head)
    assert refusal(point, "register", by=both) == str(NOT_YOUR_OWN_REGISTER)
    assert point.status == RiskPointStatus.ENDORSED


def test_steps_cannot_be_skipped(world):
    point = make_point(world.unit)
    refusal(point, "register", by=world.inspector)
    assert point.status == RiskPointStatus.DRAFT


def test_a_role_elsewhere_does_not_help(world):
    point = world.filed()
    stranger = make_user(Role.UNIT_HEAD, world.elsewhere)
    refusal(point, "endorse", by=stranger)
    assert point.status == RiskPointStatus.FILED


def test_a_return_needs_a_reason_and_keeps_it(world):
    point = world.filed()
    refusal(point, "return", by=world.head, reason="  ")
    assert point.status == RiskPointStatus.FILED
    point.perform("return", by=world.head, reason="表现形式过于笼统")
    assert (point.status, point.return_reason, point.returned_by) == (
        RiskPointStatus.RETURNED,
        "表现形式过于笼统",
        world.head,
    )
    point.perform("file", by=world.liaison)
    assert point.status == RiskPointStatus.FILED


def test_a_revision_leaves_the_old_content_in_force_until_registered(world):
    point = world.registered(name="旧名称")
    revision = revise(point, by=world.liaison)
    revision.name = "新名称"
    revision.save()
    revision.perform("file", by=world.liaison)
    revision.perform("endorse", by=world.head)
    point.refresh_from_db()
    assert (point.name, point.status, point.revision) == ("旧名称", RiskPointStatus.REGISTERED, 1)
    revision.perform("register", by=world.inspector)
    point.refresh_from_db()
    assert (point.name, point.status, point.revision) == ("新名称", RiskPointStatus.REGISTERED, 2)
    assert revision.status == RiskPointStatus.APPLIED
    assert RiskPoint.objects.in_force().count() == 1


def test_the_reason_for_falling_short_of_the_plan_goes_with_the_revision(world):
    point = world.registered(plan_gap_reason="公开措施随平台六月上线")
    revision = revise(point, by=world.liaison)
    assert revision.plan_gap_reason == "公开措施随平台六月上线"
    other = make_user(Role.LIAISON, world.unit, username="second")
    with recorded(other):
        RiskPoint.objects.filter(pk=revision.pk).update(plan_gap_reason="平台推迟到九月")
    revision.refresh_from_db()
    assert revision.authors == [other.pk]  # who writes the reason has a part in the filing
    revision.perform("file", by=world.liaison)
    revision.perform("endorse", by=world.head)
    revision.perform("register", by=world.inspector)
    point.refresh_from_db()
    assert point.plan_gap_reason == "平台推迟到九月"


def test_a_point_has_one_open_revision(world):
    point = world.registered()
    assert revise(point, by=world.liaison) == revise(point, by=world.liaison)


def test_a_revision_of_a_retired_point_is_not_registered(world):
    point = world.registered()
    revision = revise(point, by=world.liaison)
    revision.perform("file", by=world.liaison)
    revision.perform("endorse", by=world.head)
    point.perform("retire", by=world.inspector, reason="职权已下放")
    refusal(revision, "register", by=world.inspector)
    assert revision.status == RiskPointStatus.ENDORSED


def test_many_are_taken_at_once_and_each_refusal_is_told(world):
    good = [world.filed() for _ in range(3)]
    bad = make_point(world.unit)
    rows = RiskPoint.objects.filter(pk__in=[p.pk for p in [*good, bad]])
    outcome = RiskPoint.lifecycle.attempt(rows, "endorse", by=world.head)
    assert sorted(outcome.done) == sorted(p.pk for p in good)
    assert list(outcome.refused) == [bad.pk]


def test_registering_many_takes_a_fixed_number_of_queries(world):
    def ready(n):
        points = [world.filed() for _ in range(n)]
        rows = RiskPoint.objects.filter(pk__in=[p.pk for p in points])
        RiskPoint.lifecycle.apply(rows, "endorse", by=world.head)
        return rows

    few, many = ready(2), ready(12)
    assert (
        world.inspector.roles_held and world.inspector.accounts_of_person
    )  # read once a request, so not counted here
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as first:
        RiskPoint.lifecycle.apply(few, "register", by=world.inspector)
    with CaptureQueriesContext(connection) as second:
        RiskPoint.lifecycle.apply(many, "register", by=world.inspector)
    assert len(first) == len(second)


def test_all_or_nothing_leaves_every_row_alone(world):
    good, bad = world.filed(), make_point(world.unit)
    with pytest.raises(NotAllowed):
        RiskPoint.lifecycle.apply(RiskPoint.objects.filter(pk__in=[good.pk, bad.pk]), "endorse", by=world.head)
    good.refresh_from_db()
    assert good.status == RiskPointStatus.FILED


def test_no_risk_is_signed_by_the_head_only_where_no_point_stands(world):
    with pytest.raises(NotAllowed):
        sign_no_risk(world.steps[0], by=world.liaison, note="没有裁量")
    sign_no_risk(world.steps[0], by=world.head, note="没有裁量")
    assert NoRiskFinding.objects.get().signed_by == world.head
    world.registered(world.steps[1])
    with pytest.raises(NotAllowed):
        sign_no_risk(world.steps[1], by=world.head, note="没有裁量")


def test_another_grade_than_the_computed_one_needs_a_reason(world):
    from django.core.exceptions import ValidationError

    point = RiskPoint(unit=world.unit, name="x", manifestation="y", risk_class="duty", grade="high")
    with pytest.raises(ValidationError) as caught:
        point.full_clean(exclude=["computed_grade"])
    assert "grade_reason" in caught.value.message_dict
    point.grade_reason = "曾发生同类案件"
    point.full_clean(exclude=["computed_grade"])
    point.save()
    assert (point.grade, point.computed_grade) == ("high", "low")


def test_an_automatic_grade_follows_its_values(world):
    point = make_point(world.unit)
    assert point.grade == "low"
    for name, value in HIGH.items():
        setattr(point, name, value)
    point.save()
    assert point.grade == "high"


def test_points_without_a_live_measure_are_found(world):
    held, bare = world.registered(), world.registered()
    bare.measures.update(status="planned")
    assert list(points_not_held(RiskPoint.objects.all())) == [bare]
    assert held.status == RiskPointStatus.REGISTERED


def test_the_last_measure_of_a_registered_point_is_not_ended(world):
    point = world.registered()
    measure = point.measures.get()
    assert point.name in refusal(measure, "end", by=world.head, reason="替代")
    assert measure.status == "in_force"
    make_measure(point)
    measure.perform("end", by=world.head, reason="替代")
    assert measure.status == "ended"
