"""Every figure of every dashboard opens just the rows that it counts, role by role; no link leads to a refusal."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.inbox import Inbox
from riskwarnings.models import Signal, Warning
from tests.base_data import restore_base_data
from tests.factories import World, make_flow, make_power, make_unit, make_warning
from tests.figures import Walk
from tests.quick_settings import quick_settings
from tests.signed_in import client_of
from tests.walk_world import furnish

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

READERS = ("liaison", "head", "inspector", "checker")
EVERYBODY = (*READERS, "official", "observer", "administrator", "auditor", "nobody")
AREAS = ("province", "city", "county", "unit")
PAGES = {
    **{f"/coverage/{{{area}}}/": READERS for area in AREAS[:3]},
    "/units/{unit}/": READERS,
    "/coverage/": ("inspector", "checker"),  # of a unit alone its own page tells
    **{
        f"/coverage/{{{area}}}/?metric={metric}": READERS
        for area in AREAS[:3]
        for metric in ("high", "held", "assessed", "answers")
    },
    **{f"/coverage/warnings/{{{area}}}/": READERS for area in AREAS},
    **{f"/coverage/accountability/{{{area}}}/": READERS for area in AREAS},
    **{f"/index/{{{area}}}/": READERS for area in AREAS},
    "/index/periods/{published}/": READERS,
    "/index/periods/": READERS,
    "/boards/index/": EVERYBODY,
    "/boards/index/{county}/": EVERYBODY,
    "/boards/": EVERYBODY,
    "/boards/{flow}/": EVERYBODY,
}


def varied(world: World) -> World:
    """More of what dashboards count: rows of every kind that their filters must tell apart."""
    today = timezone.localdate()
    for level, days in (("blue", -3), ("yellow", 5), ("red", -9)):
        warning = make_warning(world.unit, world.inspector)
        warning.perform("issue", by=world.inspector, handling="reminder", level=level, due_on=None)
        Warning.objects.filter(pk=warning.pk).update(due_on=today + timedelta(days=days))
    Warning.objects.filter(pk=warning.pk).update(status="escalated", escalations=1)
    answered = make_warning(world.unit, world.inspector)
    answered.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    now = timezone.now()
    Warning.objects.filter(pk=answered.pk).update(
        status="answered", issued_at=now - timedelta(days=9), answered_at=now, answered_by=world.liaison
    )
    signed = make_warning(world.unit, world.inspector)
    signed.perform("issue", by=world.inspector, handling="reminder", level="yellow", due_on=None)
    Warning.objects.filter(pk=signed.pk).update(
        status="answered", answered_at=now, answered_by=world.head, signed_at=now, signed_by=world.head
    )
    # What is not issued is no warning yet; one about an official is not the units'.
    make_warning(world.unit, world.inspector)
    for official in (world.somebody, world.official.official):
        make_warning(world.unit, world.inspector, official=official).perform(
            "issue", by=world.inspector, handling="reminder", level="red", due_on=None
        )
    make_unit(world.city, name="市直局")
    make_unit(world.county, name="不必覆盖的局", must_be_covered=False)
    abolished = make_power(world.unit, status="confirmed")
    make_flow(abolished, status="published")
    abolished.perform("abolish", by=world.head, reason="取消")
    make_flow(make_power(world.unit, status="confirmed", is_public=False), status="confirmed")
    late = world.planned
    type(late).objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1))
    return world


@pytest.fixture(scope="module")
def full(django_db_setup, django_db_blocker, tmp_path_factory):
    """A world with rows of every kind, built once; the walk only reads."""
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path_factory.mktemp("f"))},
    }
    quick = quick_settings()
    with (
        django_db_blocker.unblock(),
        override_settings(**quick | {"STORAGES": quick["STORAGES"] | {"default": files}}),
        transaction.atomic(),
    ):
        restore_base_data()
        world = varied(furnish(World()))
        with (
            connection.cursor() as cursor
        ):  # a checkpoint sets it for the rest of its transaction, here the whole walk
            cursor.execute("SET LOCAL IntervalStyle = postgres")
        yield world
        transaction.set_rollback(True)


def walk_of(world: World, role: str) -> Walk:
    return Walk(Client() if role == "nobody" else client_of(getattr(world, role)))


@pytest.mark.parametrize("role", EVERYBODY)
def test_figures_and_links_are_true(full, role):
    walk, wrong = walk_of(full, role), []
    places = {name: getattr(full, name).pk for name in (*AREAS, "published", "flow")}
    for page, readers in PAGES.items():
        address = page.format(**places)
        if role in readers and walk.status(address) != 404:  # above what they see there is nothing
            wrong += walk.wrong(address)
    assert wrong == []
    assert walk.figures > 10 or role not in READERS, walk.figures


@pytest.mark.parametrize("mark", ["powers_mark", "flows_mark", "steps_mark", "points_mark", "published_mark"])
def test_a_mark_of_a_unit_opens_what_it_lacks_or_all_that_it_counts(full, mark):
    context = client_of(full.checker).get(full.unit.get_absolute_url()).context
    box = next(box for box in context["boxes"] if box.name == mark)
    assert Walk(client_of(full.checker)).rows_behind(box.url) == (box.whole - box.part or box.whole)


@pytest.mark.parametrize("role", ["liaison", "head", "inspector", "official"])
def test_signals_and_warnings_that_wait_open_just_the_rows_that_are_counted(full, role):
    """Only what the reader can act on: an answer that is not signed waits for the head, not for the inspector."""
    inbox, walk, wrong = Inbox(getattr(full, role)), walk_of(full, role), []
    inbox.count()
    counted = {}
    for kind, rows in inbox.rows.items():
        if rows.rows.model not in (Warning, Signal):
            continue
        counted[kind] = rows.rows.count()
        late = rows.rows.filter(due_on__lt=timezone.localdate()).count() if rows.late_url else 0
        for url, count in ((rows.url, counted[kind]), (rows.late_url, late)):
            if url and walk.rows_behind(url) != count:
                wrong.append(f"{kind}: {url} has {walk.rows_behind(url)}, counted are {count}")
    assert wrong == [] and sum(counted.values()) > 0, counted
    unsigned = Warning.objects.filter(status="answered", official=None, signed_at=None)
    assert unsigned.exists() and counted.get("sign", unsigned.count()) == unsigned.count()
    for row in inbox.rows["warning-answered"].rows if role == "inspector" else ():
        assert row.signed_at and "verify" in {step.verb for step in Warning.lifecycle.available(row, full.inspector)}
