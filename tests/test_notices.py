"""Notices: what came back, what was given, what is due; once a day, in the pages and by mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.notices import Notice, digest, remind
from ground.lifecycle.roles import Role
from measures.models import Measure
from riskpoints.assignments import assign
from riskpoints.models import RiskPoint
from riskpoints.notices import ASSIGNED, FILINGS_DUE
from tests.factories import make_user

pytestmark = pytest.mark.any_database


def told(user):
    return [(n.kind, str(n)) for n in user.notices.order_by("pk")]


def test_a_return_is_told_to_the_liaisons_of_the_unit_with_its_reason(world):
    other = make_user(Role.LIAISON, world.unit)
    make_user(Role.LIAISON, world.elsewhere)
    point = world.filed(name="审批走过场")
    point.perform("return", by=world.head, reason="请写具体")
    assert told(world.liaison) == told(other) == [("returned", "“审批走过场”被退回：请写具体")]
    assert Notice.objects.count() == 2
    assert world.liaison.notices.get().url == f"/riskpoints/{point.pk}/"


def test_many_returned_at_once_make_one_notice_a_person(world, django_assert_max_num_queries):
    points = [world.filed() for _n in range(5)]
    rows = RiskPoint.objects.filter(pk__in=[p.pk for p in points])
    with django_assert_max_num_queries(16):
        RiskPoint.lifecycle.apply(rows, "return", by=world.head, reason="不具体")
    assert told(world.liaison) == [("returned", "有 5 条申报被退回。")]
    assert world.liaison.notices.get().url == "/riskpoints/work/"


def test_who_is_given_a_filing_is_told_and_who_takes_it_is_not(world):
    deputy = make_user(Role.UNIT_HEAD, world.unit)
    point = world.filed(name="甲")
    rows = RiskPoint.objects.filter(pk=point.pk)
    assign(rows, world.head, by=world.head)
    assert told(world.head) == []
    assign(rows, deputy, by=world.head)
    assert told(deputy) == [("assigned", "“甲”指定由你办理。")]


@pytest.fixture
def due(world):
    """A filing of each state whose day has come, a measure and a review."""
    world.first, world.second, world.third = (world.filed() for _n in range(3))
    world.second.perform("endorse", by=world.head)
    world.third.perform("return", by=world.head, reason="x")
    later = world.filed()
    today = timezone.localdate()
    RiskPoint.objects.exclude(pk=later.pk).update(act_by=today)
    Measure.objects.filter(links__point=world.first).update(due_on=today - timedelta(days=3))
    world.registered(review_on=today)
    Notice.objects.all().delete()
    return world


def test_what_is_due_is_told_to_those_nearest_once_a_day(due):
    above = make_user(Role.INSPECTOR, due.city)
    assert remind() == 5
    assert told(due.head) == [("act", "有 1 条申报须在明天前办理。")]
    assert told(due.inspector) == [("act", "有 1 条申报须在明天前办理。")]
    assert sorted(kind for kind, _words in told(due.liaison)) == ["act", "measures", "reviews"]
    assert told(above) == []
    assert remind() == 0 and Notice.objects.count() == 5


def test_what_was_given_to_somebody_is_due_for_them_alone(due):
    deputy = make_user(Role.UNIT_HEAD, due.unit)
    RiskPoint.objects.filter(pk=due.first.pk).update(assigned_to=deputy)
    remind()
    assert told(deputy) == [("act", "有 1 条申报须在明天前办理。")] and told(due.head) == []


def test_unread_ones_are_counted_in_every_page_and_read_when_opened(world, signed_in):
    for _n in range(2):
        world.filed().perform("return", by=world.head, reason="x")
    client = signed_in(world.liaison)
    assert client.get("/units/").context["unread"] == 2
    first = world.liaison.notices.first()
    assert client.get(f"/accounts/notices/{first.pk}/").url == first.url
    assert client.get("/accounts/notices/").context["unread"] == 1
    client.post("/accounts/notices/")
    assert client.get("/units/").context["unread"] == 0
    assert signed_in(world.head).get(f"/accounts/notices/{first.pk}/").status_code == 404


def test_the_mail_holds_what_is_unread_and_comes_once(world, settings):
    settings.EMAIL_URL, settings.SITE_URL = "smtp://x", "https://register.example"
    world.liaison.email = "li@example.org"
    world.liaison.save()
    silent = make_user(Role.LIAISON, world.unit, email="nein@example.org", wants_digest=False)
    world.filed(name="甲").perform("return", by=world.head, reason="请写具体")
    Notice.objects.create(user=world.liaison, kind=FILINGS_DUE.code, count=3, url="/riskpoints/work/")
    Notice.objects.create(user=world.liaison, kind=ASSIGNED.code, name="读过", url="/", read_at=timezone.now())
    assert (digest(), digest()) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["li@example.org"] and "2 条通知" in sent.subject
    assert "“甲”被退回：请写具体" in sent.body and "有 3 条申报" in sent.body and "读过" not in sent.body
    assert "https://register.example/riskpoints/work/" in sent.body
    assert silent.notices.count() == 1


def test_without_a_mail_server_nothing_is_marked_as_mailed(world):
    world.filed().perform("return", by=world.head, reason="x")
    assert digest() == 0 and not Notice.objects.filter(mailed_at__isnull=False).exists()


def test_the_daily_mail_is_turned_off_on_ones_own_page(world, signed_in):
    client = signed_in(world.liaison)
    client.post("/accounts/me/digest/")
    world.liaison.refresh_from_db()
    assert not world.liaison.wants_digest
    client.post("/accounts/me/digest/", {"wants_digest": "on"})
    world.liaison.refresh_from_db()
    assert world.liaison.wants_digest
