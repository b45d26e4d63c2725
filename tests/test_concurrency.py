"""Two people at the same moment, with real connections."""

import threading

import pytest
from django.db import connection, connections

from accounts.choices import ChangeKind
from accounts.models import AccountChange, Letter
from accounts.proposals import propose
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from oversight.coverage.models import UnitCoverage
from riskpoints.models import RiskPoint
from riskwarnings.models import Warning
from tests.factories import World, make_user, make_warning


@pytest.fixture
def committed_world(transactional_db, _base_data):
    return World()


def at_once(*works):
    barrier, errors = threading.Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait()
            work()
        except NotAllowed as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_changes_of_one_unit_at_once_all_count(committed_world):
    world = committed_world
    ready = [world.filed() for _ in range(6)]
    for point in ready:
        point.perform("endorse", by=world.head)
    errors = at_once(*[lambda p=p: p.perform("register", by=world.inspector) for p in ready])
    assert errors == []
    assert UnitCoverage.objects.get(pk=world.unit.pk).points == RiskPoint.objects.in_force().count() == 6


@pytest.mark.parametrize("other", ["confirm", "refuse"])
def test_two_people_decide_a_change_to_an_account_at_once_and_one_of_them_has(committed_world, other):
    """A password is made anew once, by two letters of one pair, or not at all."""
    world = committed_world
    second = make_user(Role.ADMINISTRATOR, world.province)
    change = propose(ChangeKind.PASSWORD, world.inspector, by=world.administrator, reason="忘记")

    def decide(verb, by):
        return lambda: AccountChange.objects.get(pk=change.pk).perform(verb, by=by, reason="已核实")

    errors = at_once(decide("confirm", second), decide(other, world.auditor))
    assert len(errors) == 1
    change.refresh_from_db()
    letters = list(Letter.objects.filter(user=world.inspector))
    assert len(letters) == (change.status == "confirmed")
    assert all(letter.second_by_id == change.decided_by_id for letter in letters)


def test_two_inspectors_issue_a_warning_at_once_and_it_has_one_number(committed_world):
    world = committed_world
    second, third = (make_user(Role.INSPECTOR, world.county) for _n in range(2))
    warning, after = (make_warning(world.unit, world.inspector) for _n in range(2))

    def issue(by, row=warning):
        told = {"handling": "reminder", "level": "blue", "due_on": None}
        return lambda: Warning.objects.get(pk=row.pk).perform("issue", by=by, **told)

    assert len(at_once(issue(second), issue(third))) == 1
    issue(second, after)()
    warning.refresh_from_db()
    after.refresh_from_db()
    assert (after.series, after.serial) == (warning.series, warning.serial + 1)


def test_one_filing_is_endorsed_once(committed_world):
    world = committed_world
    point = world.filed()
    errors = at_once(*[lambda: RiskPoint.objects.get(pk=point.pk).perform("endorse", by=world.head)] * 2)
    assert len(errors) == 1
    connection.close()
