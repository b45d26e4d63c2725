"""Where a point stands on a key mark, the rules are tighter: review, endorsement, indicators."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.models import Measure
from powers.models import Domain
from riskpoints.key_marks import REVIEW_AFTER, date_key_points
from riskpoints.lifecycle import NEEDS_REVIEW_DATE, NOT_AT_YOUR_OWN_POST
from riskpoints.models import RiskPoint
from riskwarnings.assessments import hold_units, run_rules
from riskwarnings.models import Warning
from tests.factories import make_measure, make_point, make_post, make_user
from units.models import Official, PostPeriod

pytestmark = pytest.mark.any_database
MARKS = ("object", "domain", "link")
TODAY = timezone.localdate


@pytest.fixture
def marked(world):
    """A draft on each key mark, by its name, ready to be filed but for its review date."""
    world.leader = make_post(world.unit, name="局长", is_main_leader=True)
    step = world.steps[0]
    type(step).objects.filter(pk=step.pk).update(is_key=True)
    domain = Domain.objects.filter(is_key=True).first() or Domain.objects.first()
    Domain.objects.filter(pk=domain.pk).update(is_key=True)
    world.marked = {
        "object": make_point(world.unit, post=world.leader),
        "domain": make_point(world.unit),
        "link": make_point(world.unit, step=step),
    }
    RiskPoint.objects.filter(pk=world.marked["domain"].pk).update(domain=domain)
    for point in world.marked.values():
        make_measure(point, status="in_force", accountable_post=make_post(world.unit))
        point.refresh_from_db()
    return world


@pytest.mark.parametrize("mark", MARKS)
def test_a_point_on_a_key_mark_has_a_review_date_whatever_its_grade(marked, mark):
    point = marked.marked[mark]
    assert point.grade != "high"
    with pytest.raises(NotAllowed, match=str(NEEDS_REVIEW_DATE)):
        point.perform("file", by=marked.liaison)
    RiskPoint.objects.filter(pk=point.pk).update(review_on=TODAY() + timedelta(days=500))
    with pytest.raises(NotAllowed, match=str(NEEDS_REVIEW_DATE)):
        point.perform("file", by=marked.liaison)
    RiskPoint.objects.filter(pk=point.pk).update(review_on=TODAY() + timedelta(days=300))
    point.perform("file", by=marked.liaison)


def test_who_holds_the_leading_post_does_not_endorse_what_was_found_there(marked):
    RiskPoint.objects.update(review_on=TODAY() + timedelta(days=300))
    official = Official.objects.create(name="王局长", staff_number="7")
    period = PostPeriod.objects.create(official=official, post=marked.leader, started_on="2010-01-01")
    marked.head.official = official
    marked.head.save()
    point, other = marked.marked["object"], marked.marked["link"]
    for row in (point, other):
        row.perform("file", by=marked.liaison)
    with pytest.raises(NotAllowed, match=str(NOT_AT_YOUR_OWN_POST)):
        point.perform("endorse", by=marked.head)
    other.perform("endorse", by=marked.head)
    above = make_user(Role.UNIT_HEAD, marked.county)
    point.perform("endorse", by=above)
    # Whoever held the post earlier has no part in it any more.
    again = make_point(marked.unit, post=marked.leader, name="另一个", review_on=TODAY() + timedelta(days=9))
    make_measure(again, accountable_post=make_post(marked.unit))
    again.perform("file", by=marked.liaison)
    period.ended_on = TODAY()
    period.save()
    again.perform("endorse", by=marked.head)


def found(unit, code, day=None):
    hold_units("u.id = %(unit)s", {"unit": unit.pk})
    run_rules(day or TODAY())
    warning = Warning.objects.filter(unit=unit, rule=code).first()
    return {g["id"] for g in warning.grounds if g["kind"] == "point"} if warning else set()


def registered(world, **facts):
    RiskPoint.objects.filter(pk__in=[p.pk for p in world.marked.values()]).update(
        status="registered", registered_at=timezone.now() - timedelta(days=40), **facts
    )
    plain = world.registered(name="不在重点部位", **{k: v for k, v in facts.items() if not k.startswith("grade")})
    RiskPoint.objects.filter(pk=plain.pk).update(registered_at=timezone.now() - timedelta(days=40), **facts)
    return plain


def test_medium_points_without_a_measure_are_found_on_key_marks_only(marked):
    registered(marked, grade="medium", grade_reason="历年多发", review_on=TODAY() + timedelta(days=90))
    Measure.objects.update(status="ended")
    assert found(marked.unit, "high_not_held") == {p.pk for p in marked.marked.values()}


def test_a_passed_review_date_is_told_sooner_on_key_marks(marked):
    plain = registered(marked, review_on=TODAY() + timedelta(days=90))
    RiskPoint.objects.filter(status="registered").update(review_on=TODAY() - timedelta(days=8))
    assert found(marked.unit, "review_passed") == {p.pk for p in marked.marked.values()}
    Warning.objects.all().delete()
    RiskPoint.objects.filter(status="registered").update(review_on=TODAY() - timedelta(days=18))
    assert found(marked.unit, "review_passed") == {plain.pk, *(p.pk for p in marked.marked.values())}


def test_what_comes_in_by_a_form_or_from_the_library_has_its_review_date(marked):
    RiskPoint.objects.filter(pk=marked.marked["link"].pk).update(review_on=TODAY() + timedelta(days=9))
    date_key_points(RiskPoint.objects.all())
    rows = {name: RiskPoint.objects.get(pk=point.pk).review_on for name, point in marked.marked.items()}
    usual = TODAY() + REVIEW_AFTER
    assert rows == {"object": usual, "domain": usual, "link": TODAY() + timedelta(days=9)}
