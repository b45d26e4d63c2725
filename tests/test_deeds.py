"""What a person has done: the steps that they took, newest first, page by page, as far as they still see the rows."""

import uuid
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pghistory.models import Context

from accounts import deeds
from accounts.days_taken import days_taken
from accounts.deeds import contexts_of, deeds_of, done_this_week
from ground.lifecycle.changelog import event_model
from ground.lifecycle.workdays import working_days_until
from riskpoints.models import RiskPoint
from tests.factories import make_declaration, make_official, make_point, make_signal, make_unit

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

VIEW = {"view": "done"}


def endorsed(world, n):
    points = [world.filed(name=f"第{k}件") for k in range(n)]
    for point in points:
        point.perform("endorse", by=world.head)
    return points


def spread_over_time():
    """In a test all is done in one transaction and so at one time; a register has one for each step."""
    for n, context in enumerate(Context.objects.order_by("pk")):
        at = timezone.now() + timezone.timedelta(seconds=n)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            Context.objects.filter(pk=context.pk).update(created_at=at)
            event_model(RiskPoint).objects.filter(pgh_context=context.pk).update(pgh_created_at=at)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_the_steps_of_a_person_stand_there_and_nobody_elses(world, signed_in):
    # First all rows: in a test, which is one transaction, what is written without a context has the last one.
    point, _other = world.filed(name="审过的"), world.filed(name="没有审的")
    point.perform("return", by=world.head, reason="措施太笼统，请写明由谁做")
    page = signed_in(world.head).get("/desk/", VIEW)
    [deed] = page.context["done"].deeds
    assert (deed.row, str(deed.label), deed.count) == (point, "退回", 1)
    text = page.content.decode()
    assert "审过的" in text and "措施太笼统" in text and "没有审的" not in text
    beside = signed_in(world.head).get(f"/desk/done/{deed.key}/").content.decode()
    assert "审过的" in beside and "措施太笼统" in beside
    assert signed_in(world.liaison).get(f"/desk/done/{deed.key}/").status_code == 404
    assert signed_in(world.head).get(f"/desk/done/{uuid.uuid4()}/").status_code == 404
    # The liaison filed both, and what they wrote is no step.
    assert {str(deed.label) for deed in deeds_of(world.liaison).deeds} == {"申报"}
    assert done_this_week(world.head) == 1 and done_this_week(world.inspector) == 0


def test_how_long_it_took_is_the_mean_of_working_days(world, signed_in):
    assert days_taken(world.head) is None
    points = endorsed(world, 2)
    spread_over_time()
    log = event_model(RiskPoint)
    today = timezone.localdate()
    filed_on = [today - timedelta(days=9), today - timedelta(days=3)]
    for point, day in zip(points, filed_on, strict=True):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            filed = log.objects.filter(pgh_obj_id=point.pk).exclude(status="endorsed")
            filed.update(pgh_created_at=timezone.make_aware(datetime.combine(day, time(9))))
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    waited = [working_days_until(today, day) for day in filed_on]
    assert days_taken(world.head) == sum(waited) / 2
    page = signed_in(world.head).get("/desk/", VIEW)
    assert f"平均 {sum(waited) / 2:.1f} 个工作日" in page.content.decode()
    assert "平均" not in signed_in(world.head).get("/desk/").content.decode()


def test_what_was_done_to_many_at_once_is_one_deed(world, signed_in):
    for n in range(3):
        world.filed(name=f"一并{n}")
    RiskPoint.lifecycle.apply(RiskPoint.objects.filter(status="filed"), "endorse", by=world.head)
    [deed] = deeds_of(world.head).deeds
    assert deed.count == 3
    beside = signed_in(world.head).get(f"/desk/done/{deed.key}/").content.decode()
    assert all(f"一并{n}" in beside for n in range(3))


def test_it_is_read_page_by_page_without_gap_or_repetition(world, signed_in, monkeypatch):
    points = endorsed(world, 7)
    spread_over_time()
    monkeypatch.setattr(deeds, "PAGE", 3)
    client, seen, query = signed_in(world.head), [], VIEW
    while query:
        page = client.get("/desk/", query)
        found = page.context["done"]
        assert len(found.deeds) <= 3
        seen += found.deeds
        query = VIEW | {"cursor": found.older} if found.older else None
        assert bool(page.context["older"]) == bool(found.older)
    assert [deed.at for deed in seen] == sorted((deed.at for deed in seen), reverse=True)
    assert sorted(deed.row.pk for deed in seen) == sorted(point.pk for point in points)
    for wrong in ("x", "-", f"{'9' * 16}-", "1-zz", f"{'9' * 40}-{uuid.uuid4().hex}", "٣-" + uuid.uuid4().hex):
        assert client.get("/desk/", VIEW | {"cursor": wrong}).status_code == 200


def test_what_went_out_of_sight_is_not_told(world, signed_in):
    elsewhere = make_point(world.elsewhere, name="别处的风险点")
    endorsed(world, 1)
    other = make_unit(world.county, name="青江县财政局")
    client = signed_in(world.head)
    assert len(client.get("/desk/", VIEW).context["done"].deeds) == 1
    world.head.grants.update(unit=other)
    later = signed_in(type(world.head).objects.get(pk=world.head.pk))
    page = later.get("/desk/", VIEW)
    assert not page.context["done"].deeds and "第0件" not in page.content.decode()
    assert later.get(f"/desk/done/{contexts_of(world.head).get().pk}/").status_code == 404
    assert str(elsewhere) not in page.content.decode()


def test_it_is_narrowed_to_a_part_of_the_tree(world, signed_in):
    other = make_unit(world.county, name="青江县财政局")
    for signal in [make_signal(unit, text=f"反映{unit}") for unit in (world.unit, other)]:
        signal.perform("take", by=world.inspector)
    client = signed_in(world.inspector)
    assert len(client.get("/desk/", VIEW).context["done"].deeds) == 2
    [deed] = client.get("/desk/", VIEW | {"at": other.code}).context["done"].deeds
    assert deed.row.unit == other


def test_what_a_file_keeps_to_itself_is_not_told_here(world, signed_in):
    official = make_official(world.unit.warning_contact, world.official)
    declared = make_declaration(official, world.unit)
    declared.perform("declare", by=world.official)
    declared.perform("return", by=world.inspector, reason="补充亲属单位名称")
    declared.perform("declare", by=world.official)  # a draft is its official's alone
    text = signed_in(world.inspector).get("/desk/", VIEW).content.decode()
    assert str(declared) in text and "补充亲属单位名称" not in text


def test_it_costs_the_same_with_few_and_with_many(world, signed_in):
    client = signed_in(world.head)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/", VIEW).status_code == 200
        return len(captured)

    endorsed(world, 1)
    asked()
    few = asked()
    endorsed(world, 6)
    assert asked() <= few


def test_the_deeds_of_one_person_are_found_by_an_index_however_long_the_log_is(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at)"
            " SELECT gen_random_uuid(), jsonb_build_object("
            "  'user', CASE WHEN mod(n, 50) = 0 THEN %s ELSE -mod(n, 50) END,"
            "  'action', 'riskpoint.endorse', 'reason', ''), now() - n * interval '1 minute', now()"
            " FROM generate_series(1, 20000) n",
            [world.head.pk],
        )
        cursor.execute("ANALYZE pghistory_context")
        # Of a log as short as this one other ways are as good; asked is that the index has the order, too.
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = contexts_of(world.head).order_by("-created_at", "-id")[:51].explain()
    assert "pghistory_context_deeds" in plan and "Seq Scan" not in plan and "Sort" not in plan
