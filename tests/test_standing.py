"""The register stands when a part of it falls: cache, broker, database, a second start."""

import fcntl
from unittest import mock

import pytest
from django.conf import settings as current
from django.core import mail
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.tasks import mail_new_password
from ground.lifecycle.machine import NotAllowed
from riskcontrol.caches import COUNT
from riskwarnings.sealing import TOO_OFTEN, TRIES, WRONG, open_key_of
from tests import processes
from tests.factories import PASSPHRASE, PASSWORD, make_key_of, make_point, make_user

NOWHERE = "redis://127.0.0.1:1/0"
FILED = {"name": "n", "manifestation": "m", "risk_class": "duty", "likelihood": 3, "harm": 3, "importance": 3}


@pytest.fixture
def without_valkey(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": NOWHERE}}
    assert caches["default"]._class
    return settings


def client_of(**options) -> Client:
    return Client(raise_request_exception=False, **options)


def test_without_a_cache_people_sign_in_read_and_file(world, without_valkey):
    person = make_user("liaison", world.unit, username="someone")
    client = client_of()
    answer = client.post("/account/login/", {"login": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/desk/", follow=True).status_code == 200
    assert client.get("/boards/").status_code == 200
    assert client.post("/riskpoints/new/", FILED | {"frequency": 3, "found_by": "self"}).status_code == 302


def test_without_a_cache_the_api_answers_and_still_counts_who_asks_too_often(world, without_valkey, monkeypatch):
    from rest_framework.throttling import UserRateThrottle

    monkeypatch.setitem(UserRateThrottle.THROTTLE_RATES, "user", "3/minute")
    client = client_of()
    client.force_login(world.liaison, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = [client.get("/api/v1/units/").status_code for _call in range(4)]
    assert found == [200, 200, 200, 429]


def test_without_a_cache_anybody_reports_and_a_letter_is_asked_for(world, without_valkey):
    client = client_of()
    report = {"area": world.county.pk, "unit_named": "交通局", "occurred_on": "2011-11-01", "text": "有人收受礼品"}
    code = client.post("/report/", report).context["code"]
    assert client.post("/report/receipt/", {"code": code}).status_code == 200
    letter = {"username": "inspector", "first": "AAAA", "second": ""}
    tries = [client.post("/accounts/open-letter/", letter).status_code for _n in range(11)]
    assert tries == [422] * 10 + [429]


def test_without_a_cache_passphrases_are_still_counted(world, without_valkey):
    make_key_of(world.inspector)
    for passphrase, sentence in [*[("a guess", WRONG)] * TRIES, (PASSPHRASE, TOO_OFTEN)]:
        with pytest.raises(NotAllowed) as refused:
            open_key_of(world.inspector, passphrase)
        assert refused.value.sentence == sentence


def test_a_count_that_loses_its_server_on_the_way_begins_anew(settings, monkeypatch):
    cache = caches.create_connection("default")
    cache.add(f"{COUNT}of-somebody", 7, 60)
    monkeypatch.setattr(cache, "_cache", cache._class([NOWHERE]))
    assert [cache.incr(f"{COUNT}of-somebody") for _n in range(2)] == [1, 2]
    cache.outage.until = 0.0
    cache.outage.counts.clear()


def test_what_was_ended_while_the_cache_was_away_does_not_come_back_with_it(settings, monkeypatch):
    cache = caches.create_connection("default")
    cache.set("session-of-somebody", "signed in", 60)
    monkeypatch.setattr(cache, "_cache", cache._class([NOWHERE]))
    cache.delete("session-of-somebody")
    assert cache.get("session-of-somebody") is None
    monkeypatch.undo()
    cache.outage.until = 0.0
    assert cache.get("session-of-somebody") is None


WITHOUT_BROKER = """
import time
from django.db import transaction
from django.test import Client
from exchange.workbooks.outgoing.export_work import EXPORTS
from ground.work import jobs
begun = time.monotonic()
with transaction.atomic():
    EXPORTS.hand_on(1)
try:
    jobs.ask("recount")
except Exception as error:
    print(type(error).__module__, type(error).__name__)
print("soon" if time.monotonic() - begun < 15 else "late")
"""


def test_without_a_broker_what_was_asked_waits_and_nobody_waits_for_it(db, monkeypatch):
    monkeypatch.setenv("REDIS_URL", NOWHERE)
    assert processes.finished(processes.start(WITHOUT_BROKER)).split() == [
        "kombu.exceptions",
        "OperationalError",
        "soon",
    ]


def test_without_a_broker_the_mail_for_a_new_password_is_sent_by_the_page(world, settings):
    settings.EMAIL_URL = "smtp://somewhere"
    User.objects.filter(pk=world.liaison.pk).update(email="liaison@example.org")
    with mock.patch.object(mail_new_password, "delay", side_effect=OperationalError):
        Client().post("/account/password/reset/", {"email": "liaison@example.org"})
    assert [message.to for message in mail.outbox] == [["liaison@example.org"]]


def test_a_job_that_no_worker_can_be_told_of_is_said(world, signed_in, monkeypatch):
    from ground.work import jobs

    def away(_name):
        raise OperationalError

    monkeypatch.setattr(jobs, "ask", away)
    answer = signed_in(world.administrator).post("/coverage/jobs/", {"job": "recount"}, follow=True)
    assert "稍后" in answer.content.decode()


def test_a_database_that_takes_no_writing_is_told_with_503(world):
    client, point = client_of(), make_point(world.unit)
    client.force_login(world.liaison, backend="allauth.account.auth_backends.AuthenticationBackend")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        page = client.post("/riskpoints/new/", FILED | {"frequency": 3, "found_by": "self"})
        api = client.patch(f"/api/v1/risk-points/{point.pk}/", {"name": "x"}, content_type="application/json")
        transaction.set_rollback(True)
    for answer in (page, api):
        assert answer.status_code == 503 and answer["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_with_503_and_used_again_once_it_is_back(monkeypatch):
    client = client_of()
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        for address in ("/units/", "/api/v1/units/", "/report/", "/readyz"):
            client.cookies[current.SESSION_COOKIE_NAME] = "a" * 32
            answer = client.get(address)
            assert answer.status_code == 503, address
        assert "没有保存" in client.get("/units/").content.decode()
        assert client_of().get("/healthz").status_code == 200
    finally:
        connection.close()
        connection.settings_dict["HOST"] = host
    assert client.get("/readyz").status_code == 200


def test_exactly_one_beat_sends(db):
    from celery import current_app

    from riskcontrol.beat import OneBeat

    sent = {"first": 0, "second": 0}

    def beat(name):
        made = OneBeat(app=current_app, lazy=True)
        made.send = lambda *_args, **_options: sent.__setitem__(name, sent[name] + 1)
        return made

    first, second = beat("first"), beat("second")
    try:
        assert first.is_mine() and not second.is_mine()
        first.let_go()
        assert second.is_mine() and not first.is_mine()
    finally:
        first.let_go()
        second.let_go()
    assert current.CELERY_BEAT_SCHEDULER == "riskcontrol.beat.OneBeat"


def test_a_second_start_in_one_checkout_is_refused(tmp_path, settings):
    settings.VAR = tmp_path
    with (tmp_path / "serve.lock").open("a+") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(CommandError) as refused:
            call_command("serve", "--port", "0")
    assert "already" in str(refused.value)


def test_a_child_that_dies_again_and_again_is_given_up():
    from riskcontrol.management.commands.serve import MOST_RESTARTS, Restarts

    restarts = Restarts()
    assert all(restarts.note("web", now=float(n)) for n in range(MOST_RESTARTS))
    assert not restarts.note("web", now=10.0)
    assert restarts.note("worker", now=10.0)
    assert restarts.note("web", now=10_000.0)
