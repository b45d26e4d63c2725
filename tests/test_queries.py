"""The pages take a number of queries that does not grow with the rows shown."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from measures.models import Evidence, MeasureLink, MeasureRule
from riskpoints.revisions import revise
from tests.base_data import restore_base_data
from tests.factories import World, make_flow, make_measure, make_power, make_rule, make_unit, make_user
from tests.quick_settings import quick_settings
from tests.signed_in import client_of

# One worker makes the rows and asks all pages. A database is made for those alone who say that they need one.
pytestmark = [pytest.mark.any_database, pytest.mark.django_db, pytest.mark.xdist_group("queries")]


def grow(world, n):
    """`n` more of everything that the pages list."""
    for _ in range(n):
        make_unit(world.county)
        world.registered(world.steps[0])
        world.filed()
        make_flow(make_power(world.unit))
        make_rule(world.unit)
        held = make_measure(world.point)
        MeasureLink.objects.create(measure=world.measure, point=world.registered(world.steps[0]))
        MeasureRule.objects.create(measure=held, rule=world.rule)
        MeasureRule.objects.create(measure=world.measure, rule=make_rule(world.unit))
        Evidence.objects.create(measure=world.measure, title="台账", uploaded_by=make_user("liaison", world.unit))
        point = world.filed()
        point.perform("return", by=world.head, reason="请补充")
        revise(world.registered(world.steps[1]), by=world.liaison)


TABS_OF_UNIT = ("", "powers/", "steps/", "points/", "measures/", "rules/", "posts/", "warnings/", "boards/")
PAGES = [
    ("checker", "/riskpoints/"),
    ("checker", "/powers/"),
    ("checker", "/measures/"),
    ("checker", "/measures/rules/"),
    ("checker", "/units/"),
    ("checker", "/coverage/"),
    ("checker", "/coverage/{county}/"),
    *(("inspector", f"/units/{{unit}}/{tab}") for tab in TABS_OF_UNIT),
    *(("checker", f"/powers/{{item}}/{tab}") for tab in ("", "points/", "versions/", "board/")),
    ("checker", "/units/tree/"),
    ("checker", "/units/tree/?open={unit}"),
    ("checker", "/units/tree/?q=局"),
    ("checker", "/units/tree/{county}/"),
    ("checker", "/coverage/units/?below={province}&missing=steps_mark"),
    ("checker", "/coverage/steps/?below={province}&assessed=no"),
    ("liaison", "/riskpoints/work/"),
    ("head", "/riskpoints/queue/"),
    *(("checker", f"/riskpoints/{{point}}/{tab}") for tab in ("", "measures/", "place/", "warnings/")),
    ("liaison", "/riskpoints/{point}/"),
    *(("liaison", f"/measures/{{measure}}/{tab}") for tab in ("", "points/", "evidence/")),
    *(("liaison", f"/measures/rules/{{rule}}/{tab}") for tab in ("", "measures/")),
    ("checker", "/riskpoints/flows/{flow}/"),
    ("checker", "/boards/{flow}/"),
    ("checker", "/units/{county}/"),
    ("administrator", "/accounts/"),
    ("checker", "/api/v1/risk-points/"),
    ("checker", "/api/v1/measures/"),
    ("checker", "/api/v1/steps/"),
    ("checker", "/api/v1/coverage/{province}/"),
]


@dataclass
class Asked:
    """The queries of each page, before and after the rows it lists became more."""

    few: dict[str, list[str]]
    many: dict[str, list[str]]


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker):
    """The rows are made once and all pages asked about them: each only reads."""
    with django_db_blocker.unblock(), override_settings(**quick_settings()), transaction.atomic():
        restore_base_data()
        world = World()
        world.point = world.registered(world.steps[0])
        world.measure, world.rule = make_measure(world.point), make_rule(world.unit)
        grow(world, 2)
        clients = {person: client_of(getattr(world, person)) for person, _address in PAGES}
        for person, address in PAGES:
            queries(clients[person], address_in(world, address))  # what is read once a process is read now
        few = {address: queries(clients[person], address_in(world, address)) for person, address in PAGES}
        grow(world, 5)
        many = {address: queries(clients[person], address_in(world, address)) for person, address in PAGES}
        yield Asked(few, many)
        transaction.set_rollback(True)


def address_in(world, address):
    return address.format(
        county=world.county.pk,
        unit=world.unit.pk,
        item=world.item.pk,
        province=world.province.pk,
        point=world.point.pk,
        flow=world.flow.pk,
        measure=world.measure.pk,
        rule=world.rule.pk,
    )


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return [query["sql"][:150] for query in captured]


@pytest.mark.parametrize("address", [address for _person, address in PAGES])
def test_it_costs_the_same_with_few_and_with_many_rows(asked, address):
    assert len(asked.many[address]) <= len(asked.few[address]), asked.many[address]
