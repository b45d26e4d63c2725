"""Two people at the same moment, with real connections."""

import threading

import pytest
from django.db import connection, connections

from ground.lifecycle.machine import NotAllowed
from oversight.coverage.models import UnitCoverage
from riskpoints.models import RiskPoint
from tests.factories import World


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


def test_one_filing_is_endorsed_once(committed_world):
    world = committed_world
    point = world.filed()
    errors = at_once(*[lambda: RiskPoint.objects.get(pk=point.pk).perform("endorse", by=world.head)] * 2)
    assert len(errors) == 1
    connection.close()
