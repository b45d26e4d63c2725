"""What a person follows stands in their inbox with what others did to it since, as far as they may see it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.following import MOST, NEWS, Following
from accounts.inbox import Inbox, Wanted
from accounts.inbox_sources import View
from ground.lifecycle.changelog import event_model, recorded
from measures.models import Measure
from riskpoints.models import RiskPoint
from riskwarnings.models import Warning
from tests.factories import make_official, make_point, make_signal, make_unit, make_user, make_warning

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

VIEW = {"view": "followed"}


def follow(client, kind, row, **data):
    return client.post(f"/follow/{kind}/{row.pk}/", data)


def lines(client, **query):
    parts = client.get("/desk/", VIEW | query).context["parts"]
    return [line for part in parts for line in part["lines"]]


def renamed(point, name, by):
    with recorded(by, action="riskpoint.edit"):
        RiskPoint.objects.filter(pk=point.pk).update(name=name)


def a_day_older(point):
    """The whole log of a point; in a test all is written at one time."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        entries = event_model(RiskPoint).objects.filter(pgh_obj_id=point.pk)
        entries.update(pgh_created_at=F("pgh_created_at") - timedelta(days=1))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def issued(world, signals=(), **facts):
    warning = make_warning(world.unit, world.inspector, signals, **facts)
    warning.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    return warning


def test_a_row_is_followed_from_its_page_and_let_go_again(world, signed_in):
    point, client = world.registered(name="关注的风险点"), signed_in(world.inspector)
    assert f'action="/follow/riskpoint/{point.pk}/"' in client.get(point.get_absolute_url()).content.decode()
    assert follow(client, "riskpoint", point).url == point.get_absolute_url()
    assert follow(client, "riskpoint", point, next="/desk/").url == "/desk/"  # once and for all
    assert 'name="stop"' in client.get(point.get_absolute_url()).content.decode()
    [line] = lines(client)
    assert line.title == "关注的风险点" and line.news is None and line.row == point
    assert "关注的风险点" not in signed_in(world.checker).get("/desk/", VIEW).content.decode()
    follow(client, "riskpoint", point, stop="1")
    assert not lines(client) and not Following.objects.exists()


def test_every_kind_has_the_button_on_its_page_and_is_shown_with_its_state(world, signed_in):
    point, warning, client = world.registered(), issued(world), signed_in(world.inspector)
    rows = {
        "riskpoint": point,
        "warning": warning,
        "unit": world.unit,
        "poweritem": world.item,
        "measure": Measure.objects.get(points=point),
    }
    for kind, row in rows.items():
        page = client.get(row.get_absolute_url()).content.decode()
        assert f'action="/follow/{kind}/{row.pk}/"' in page, kind
        follow(client, kind, row)
    found = lines(client)
    assert {line.row for line in found} == set(rows.values())
    page = client.get("/desk/", VIEW)
    assert all(row.get_status_display() in page.content.decode() for row in rows.values())
    assert next(number for view, number, _url in page.context["views"] if view == View.FOLLOWED) == len(rows)
    for line in found:
        assert client.get(line.pane).status_code == 200


def test_what_others_did_since_is_new_until_it_was_seen(world, signed_in):
    old, point = world.registered(), world.registered(name="原名")
    client = signed_in(world.inspector)
    for row in (point, old):
        follow(client, "riskpoint", row)
    renamed(old, "自己改的", world.inspector)
    renamed(point, "别人改的", world.liaison)
    a_day_older(old)
    first, second = lines(client)
    assert (first.title, first.news.count) == ("别人改的", "1") and "李联络" in first.news.newest
    assert second.title == "自己改的" and second.news is None  # what one did oneself is no news
    beside = client.get(first.pane).content.decode()
    assert "原名" in beside and "上次查看以来的变化" in beside
    # The browser says that it was seen, beside the list and on the page of the row.
    seen = f'hx-post="/follow/riskpoint/{point.pk}/look/"'
    assert seen in beside and seen in client.get(point.get_absolute_url()).content.decode()
    assert client.post(f"/follow/riskpoint/{point.pk}/look/").status_code == 204
    assert lines(client)[0].news is None
    assert seen not in client.get(point.get_absolute_url()).content.decode()
    for n in range(NEWS + 3):
        renamed(point, f"第{n}次", world.liaison)
    assert lines(client)[0].news.count == f"{NEWS}+"


def test_nothing_out_of_scope_is_followed_or_told(world, signed_in):
    outside = make_point(world.elsewhere, name="别处的风险点")
    client = signed_in(world.inspector)
    assert follow(client, "riskpoint", outside).status_code == 404
    for kind in ("signal", "user", "nosuch"):
        assert client.post(f"/follow/{kind}/1/").status_code == 404
    point = world.registered(name="以后看不到的")
    follow(client, "riskpoint", point)
    world.inspector.grants.update(unit=world.elsewhere)
    later = signed_in(type(world.inspector).objects.get(pk=world.inspector.pk))
    page = later.get("/desk/", VIEW)
    assert "以后看不到的" not in page.content.decode()
    assert next(number for view, number, _url in page.context["views"] if view == View.FOLLOWED) == 0
    assert later.get(f"/desk/followed-riskpoint/{point.pk}/").status_code == 404


def test_a_warned_unit_follows_a_warning_without_learning_of_signals(world, signed_in):
    signal = make_signal(world.unit, text="不该看到的举报内容")
    warning = issued(world, [signal])
    client = signed_in(world.head)
    follow(client, "warning", warning)
    warning.perform("acknowledge", by=world.liaison)
    [line] = lines(client)
    beside = client.get(line.pane).content.decode()
    assert line.news and "签收" in line.news.newest
    for text in (beside, client.get("/desk/", VIEW).content.decode()):
        assert "不该看到的举报内容" not in text and signal.get_source_display() not in text
        assert str(signal) not in text and f"signals/{signal.pk}" not in text


def test_the_log_of_a_warning_about_oneself_is_not_told_here_either(world, signed_in):
    official = make_official(world.unit.warning_contact, world.official)
    warning = issued(world, official=official)
    client = signed_in(world.official)
    follow(client, "warning", warning)
    with recorded(world.inspector, reason="内部意见", action="warning.edit"):
        Warning.objects.filter(pk=warning.pk).update(level="yellow")
    [line] = lines(client)
    assert line.news is None and "内部意见" not in client.get(line.pane).content.decode()


def test_it_is_narrowed_to_a_part_of_the_tree_and_is_no_work(world, signed_in):
    other = make_unit(world.county, name="青江县财政局")
    client = signed_in(world.inspector)
    for unit in (world.unit, other):
        follow(client, "unit", unit)
    assert [line.row for line in lines(client, at=other.code)] == [other]
    inbox = Inbox(world.inspector)
    inbox.lines(Wanted(View.MINE))
    assert inbox.of_view(View.MINE) == 1  # a sealing key to make
    assert not any("followed" in waiting.url for waiting in inbox.waiting())


def test_no_more_than_so_many_are_followed(world, signed_in):
    Following.objects.bulk_create(Following(user=world.inspector, kind="unit", key=10**9 + n) for n in range(MOST))
    answer = signed_in(world.inspector).post(f"/follow/unit/{world.unit.pk}/", follow=True)
    assert f"{MOST}" in answer.content.decode() and Following.objects.count() == MOST


def test_it_costs_the_same_with_few_and_with_many(world, signed_in):
    client = signed_in(world.inspector)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/", VIEW).status_code == 200
        return len(captured)

    def more(n):
        for _ in range(n):
            point = world.registered()
            follow(client, "riskpoint", point)
            renamed(point, "改过", world.liaison)

    more(1)
    asked()
    few = asked()
    more(5)
    assert asked() <= few
    assert make_user()  # an account without a role has an inbox, too
