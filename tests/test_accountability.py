"""The accountability list: what was not done, by unit and the leader who answers for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from measures.models import Measure
from oversight.coverage.accountability import lines
from riskpoints.models import RiskPoint
from riskwarnings.escalations import escalate
from riskwarnings.models import Warning
from tests.factories import make_measure, make_point, make_post, make_signal, make_warning
from units.models import Official, PostPeriod

pytestmark = pytest.mark.any_database
ISSUE = {"handling": "reminder", "level": "blue", "due_on": None}


@pytest.fixture
def careless(world):
    """A unit whose main leader and deputy let duties pass."""
    world.leader = make_post(world.unit, name="局长", is_main_leader=True)
    world.deputy = make_post(world.unit, name="副局长")
    person = Official.objects.create(name="吴局长", staff_number="3")
    PostPeriod.objects.create(official=person, post=world.leader, started_on="2010-01-01")
    past = timezone.localdate() - timedelta(days=3)
    make_measure(make_point(world.unit), due_on=past, accountable_post=world.deputy)
    failed = make_measure(make_point(world.unit), accountable_post=world.deputy)
    Measure.objects.filter(pk=failed.pk).update(status="verified", effective=False, verified_at=timezone.now())
    point = world.registered()
    RiskPoint.objects.filter(pk=point.pk).update(review_on=past)
    signal = make_signal(world.unit)
    first = make_warning(world.unit, world.inspector, [signal])
    first.perform("issue", by=world.inspector, **ISSUE)
    Warning.objects.update(due_on=past)
    escalate()
    first.refresh_from_db()
    first.perform("answer", by=world.head, reason="已整改。")
    Warning.objects.update(status="closed", closed_at=timezone.now())
    second = make_warning(world.unit, world.inspector, [signal])
    second.perform("issue", by=world.inspector, **ISSUE)
    Warning.objects.filter(pk=second.pk).update(due_on=past)
    return world


def test_duties_are_listed_by_unit_and_the_leader_who_answers_for_them(careless):
    found, more = lines(careless.province, careless.checker)
    told = {line.leader: {name: n for name, n in line.counts.items() if n} for line in found}
    assert told == {
        careless.leader: {"overdue": 1, "escalated": 1, "repeated": 1, "reviews": 1},
        careless.deputy: {"measures": 1, "failed": 1},
    }
    assert [line.together for line in found] == [4, 2] and not more
    assert {line.unit for line in found} == {careless.unit}


def test_names_are_shown_to_inspectors_alone(careless, signed_in):
    for user, shown in ((careless.inspector, True), (careless.checker, False), (careless.head, False)):
        page = signed_in(user).get(f"/coverage/accountability/{careless.unit.pk}/").content.decode()
        assert "局长" in page and ("吴局长" in page) is shown


def test_it_ends_at_the_scope_of_the_reader_and_knows_nothing_of_officials_warnings(careless, signed_in):
    make_measure(make_point(careless.elsewhere), due_on=timezone.localdate() - timedelta(days=9))
    units = {line.unit for line in lines(careless.city, careless.inspector)[0]}
    assert units == {careless.unit}
    assert careless.elsewhere in {line.unit for line in lines(careless.city, careless.checker)[0]}
    person = Official.objects.get()
    Warning.objects.all().update(official=person, post=None)
    counts = [line.counts for line in lines(careless.city, careless.inspector)[0]]
    assert not any(c["overdue"] or c["escalated"] or c["repeated"] for c in counts)
