"""The pages take a number of queries that does not grow with the rows shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpoints.revisions import revise
from tests.factories import make_flow, make_measure, make_power, make_rule, make_unit

pytestmark = pytest.mark.any_database


def grow(world, n):
    """`n` more of everything that the pages list."""
    for _ in range(n):
        make_unit(world.county)
        world.registered(world.steps[0])
        world.filed()
        make_flow(make_power(world.unit))
        make_rule(world.unit)
        make_measure(world.point)
        point = world.filed()
        point.perform("return", by=world.head, reason="请补充")
        revise(world.registered(world.steps[1]), by=world.liaison)


PAGES = [
    ("checker", "/riskpoints/"),
    ("checker", "/powers/"),
    ("checker", "/measures/"),
    ("checker", "/measures/rules/"),
    ("checker", "/units/"),
    ("checker", "/coverage/"),
    ("checker", "/coverage/{county}/"),
    ("checker", "/coverage/{unit}/"),
    ("checker", "/coverage/{province}/?missing=steps_mark"),
    ("liaison", "/riskpoints/work/"),
    ("head", "/riskpoints/queue/"),
    ("checker", "/riskpoints/{point}/"),
    ("checker", "/riskpoints/flows/{flow}/"),
    ("checker", "/boards/{flow}/"),
    ("checker", "/units/{county}/"),
    ("administrator", "/accounts/"),
    ("checker", "/api/v1/risk-points/"),
    ("checker", "/api/v1/measures/"),
    ("checker", "/api/v1/steps/"),
    ("checker", "/api/v1/coverage/{province}/"),
]


@pytest.mark.parametrize(("person", "address"), PAGES)
def test_it_costs_the_same_with_few_and_with_many_rows(world, signed_in, person, address):
    world.point = world.registered(world.steps[0])
    grow(world, 2)
    address = address.format(
        county=world.county.pk,
        unit=world.unit.pk,
        province=world.province.pk,
        point=world.point.pk,
        flow=world.flow.pk,
    )
    client = signed_in(getattr(world, person))
    client.get(address)  # what is read once a process is read now
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    grow(world, 5)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) <= len(few), [q["sql"][:150] for q in many.captured_queries]
