import pytest
from django.db import DatabaseError, connection, transaction

from ground.lifecycle.changelog import changes_of, event_model, recorded
from riskpoints.models import RiskPoint

BY_HASH = {"enable_nestloop=off", "enable_hashjoin=on"}


def test_the_log_compares_old_and_new_rows_by_hash(db):
    """One with each other, by the plan of the session's first small change, they grow with the square of the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text, p.proconfig FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgname LIKE 'pgtrigger_update_update%%'"
        )
        found = dict(cursor.fetchall())
    assert {"riskpoints_riskpoint", "measures_measure", "warnings_signal", "units_unit"} <= found.keys()
    assert {table for table, settings in found.items() if set(settings or ()) != BY_HASH} == set()


def test_every_step_shows_who_when_and_why(world):
    point = world.filed()
    point.perform("return", by=world.head, reason="表现形式过于笼统")
    newest = changes_of(point)[0]
    assert (newest.who, newest.reason, newest.action) == ("王局长", "表现形式过于笼统", "riskpoint.return")
    status = next(f for f in newest.fields if f.name == "status")
    assert (status.before, status.after) == ("已申报", "已退回")


def test_bulk_writes_are_in_it_too(world):
    points = [world.filed() for _ in range(3)]
    with recorded(world.inspector, "批量更正"):
        RiskPoint.objects.filter(pk__in=[p.pk for p in points]).update(name="更正后")
    for point in points:
        newest = changes_of(point)[0]
        assert (newest.who, newest.reason) == ("陈纪检", "批量更正")
        assert newest.fields[0].after == "更正后"


def test_the_log_cannot_be_changed_or_deleted(world):
    point = world.filed()
    table = event_model(RiskPoint)._meta.db_table
    for statement in (f"UPDATE {table} SET name = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert changes_of(point)


def test_passwords_are_not_logged(world):
    assert not hasattr(event_model(type(world.liaison)), "password")


def test_an_objects_log_costs_the_same_however_long_it_is(world, django_assert_max_num_queries):
    point = world.filed()
    for _ in range(6):
        point.perform("return", by=world.head, reason="请补充")
        point.perform("file", by=world.liaison)
    with django_assert_max_num_queries(7):
        assert len(changes_of(point)) > 10


def test_two_steps_of_one_request_keep_their_own_reasons(world, signed_in):
    point = world.filed()
    data = {
        "points": [point.pk],
        "text": "密封保管",
        "method": "procedure",
        "responsible_post": world.unit.posts.first().pk,
        "put_in_force": "on",
    }
    signed_in(world.liaison).post(f"/measures/new/?point={point.pk}", data)
    measure = point.measures.order_by("-pk").first()
    assert [c.action for c in changes_of(measure)] == ["measure.put_in_force", "measure.create"]
    assert {c.who for c in changes_of(measure)} == {"李联络"}


def test_a_nested_block_gives_way_to_the_outer_one(world):
    point = world.filed()
    with recorded(world.liaison, "外"):
        with recorded(world.inspector, "内"):
            RiskPoint.objects.filter(pk=point.pk).update(name="甲")
        RiskPoint.objects.filter(pk=point.pk).update(name="乙")
    assert [(c.who, c.reason) for c in changes_of(point)[:2]] == [("李联络", "外"), ("陈纪检", "内")]
