"""Notices by channels: after the commit, tried again, never twice, and never into the network of the register."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot
from django.utils import timezone

from accounts import deliveries
from accounts.channels import Channel, Delivery
from accounts.notice_kinds import NoticeKind, kinds_always_told, kinds_to_choose
from accounts.notices import notify
from riskpoints.notices import RETURNED
from riskwarnings.notices import WARNED
from tests.factories import make_unit, make_user


class Receiver:
    """A server of the other side, with what it received. It answers with `status`; where that is None, not at all."""

    def __init__(self):
        self.received, self.status = [], 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.received.append((self.path, dict(self.headers), body))
                if outer.status is None:
                    self.connection.close()
                    return
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()
                self.wfile.write(b'{"errcode": 0}')

            def log_message(self, *_args): ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?from=register"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def person(db):
    return make_user("liaison", make_unit())


def channel_of(person, url="https://example.org/", way="webhook", secret="", **facts):
    channel = Channel(user=person, way=way, name=facts.pop("name", "办公系统"), **facts)
    channel.seal(url, secret)
    channel.save()
    return channel


def told(person, kind=RETURNED, name="风险点甲"):
    notify(kind, [(person.pk, name, "/riskpoints/1/")], url="/riskpoints/", why="等级偏低")


def states():
    return list(Delivery.objects.order_by("pk").values_list("status", flat=True))


def test_a_webhook_is_signed_and_sent_once(person, receiver):
    channel = channel_of(person, receiver.url)
    told(person)
    assert deliveries.deliver() == 1 and deliveries.deliver() == 0
    [(path, headers, body)] = receiver.received
    assert path == "/hook?from=register"
    content = json.loads(body)
    assert content["notices"][0]["text"] == "“风险点甲”被退回：等级偏低"
    assert content["notices"][0]["url"].endswith("/riskpoints/1/")
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(channel.opened["secret"])
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert states() == ["sent"]


def test_nothing_goes_out_of_what_was_rolled_back(person, receiver):
    from django.db import transaction

    channel_of(person, receiver.url)
    with transaction.atomic():
        told(person)
        transaction.set_rollback(True)
    assert deliveries.deliver() == 0 and receiver.received == []


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(person, receiver):
    channel_of(person, receiver.url)
    receiver.status = 503
    told(person)
    now = timezone.now()
    for tries in range(1, deliveries.MOST_TRIES + 1):
        assert deliveries.deliver(now) == 0
        assert len(receiver.received) == tries
        assert deliveries.deliver(now) == 0  # not at once
        assert len(receiver.received) == tries
        now += deliveries.WAIT * 2 ** (tries - 1)
    row = Delivery.objects.get()
    assert (row.status, row.tries) == ("failed", deliveries.MOST_TRIES) and "503" in row.error
    receiver.status = 200
    deliveries.send_again(row)
    assert deliveries.deliver() == 1 and states() == ["sent"]


def test_what_may_have_arrived_is_not_sent_again(person, receiver):
    channel_of(person, receiver.url)
    receiver.status = None  # takes the message, and says nothing
    told(person)
    assert deliveries.deliver() == 0
    assert states() == ["unknown"] and len(receiver.received) == 1
    deliveries.deliver(timezone.now() + timedelta(hours=1))
    assert len(receiver.received) == 1
    # So is what a killed worker had in hand.
    receiver.status = 200
    told(person, name="风险点乙")
    deliveries.hand_on(timezone.now())
    [taken] = deliveries._take(timezone.now())
    assert deliveries.deliver() == 0
    deliveries.deliver(timezone.now() + deliveries.SILENT + timedelta(seconds=1))
    taken.refresh_from_db()
    assert taken.status == "unknown" and len(receiver.received) == 1


def test_refusals_and_redirects_are_final(person, receiver):
    channel_of(person, receiver.url)
    for status in (302, 404, 410):
        receiver.status = status
        told(person)
        assert deliveries.deliver() == 0
    assert states() == ["failed"] * 3 and len(receiver.received) == 3


def test_two_workers_at_once_send_each_notice_once(transactional_db, receiver):
    from django.db import connection

    person = make_user("liaison", make_unit())
    channel_of(person, receiver.url)
    for n in range(60):
        told(person, name=f"风险点{n}")

    def work():
        try:
            deliveries.deliver()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    names = [n["id"] for _path, _headers, body in receiver.received for n in json.loads(body)["notices"]]
    assert len(names) == len(set(names)) == 60 and set(states()) == {"sent"}


@pytest.mark.parametrize(
    ("quiet", "pace", "at", "goes"),
    [
        ((None, None), "at_once", "2026-11-26 23:10", "2026-11-26 23:10"),
        (("22:00", "07:30"), "at_once", "2026-11-26 23:10", "2026-11-27 07:30"),
        (("22:00", "07:30"), "at_once", "2026-11-27 03:00", "2026-11-27 07:30"),
        (("22:00", "07:30"), "at_once", "2026-11-27 07:30", "2026-11-27 07:30"),
        (("12:00", "14:00"), "at_once", "2026-11-27 13:59", "2026-11-27 14:00"),
        ((None, None), "daily", "2026-11-27 07:59", "2026-11-27 08:00"),
        ((None, None), "daily", "2026-11-27 08:01", "2026-11-28 08:00"),
        (("07:00", "09:00"), "daily", "2026-11-27 10:00", "2026-11-28 09:00"),
    ],
)
def test_quiet_hours_and_the_daily_digest(quiet, pace, at, goes):
    start, end = (datetime.strptime(t, "%H:%M").time() if t else None for t in quiet)
    channel = Channel(way="webhook", pace=pace, quiet_from=start, quiet_until=end)
    moment = timezone.make_aware(datetime.fromisoformat(at))
    assert timezone.localtime(channel.next_time(moment)).strftime("%Y-%m-%d %H:%M") == goes


def test_each_person_chooses_what_goes_by_a_channel(person, receiver):
    channel_of(person, receiver.url, kinds=["warned"])
    off = channel_of(make_user("liaison", make_unit()), receiver.url, is_active=False)
    told(person)
    told(off.user)
    told(person, WARNED, "一件预警")
    assert deliveries.deliver() == 1
    [(_path, _headers, body)] = receiver.received
    [notice] = json.loads(body)["notices"]
    assert notice["kind"] == "warned" and "一件预警" not in notice["text"]  # what it is about stays inside


def test_what_warns_of_somebody_in_the_account_or_the_log_is_not_switched_off(person, receiver, signed_in):
    channel_of(person, receiver.url, kinds=["warned"])
    always, chosen = kinds_always_told(), dict(kinds_to_choose())
    assert {"acc_proposed", "acc_device", "letter", "log_breach", "sealing_keys"} <= {kind.code for kind in always}
    for kind in always:
        told(person, kind)
    told(person, NoticeKind.known["checkpoint"])
    deliveries.deliver()
    arrived = [notice["kind"] for _p, _h, body in receiver.received for notice in json.loads(body)["notices"]]
    assert sorted(arrived) == sorted(kind.code for kind in always)
    page = signed_in(person).get("/accounts/channels/").content.decode()
    assert all(str(kind.label) in page and kind.code not in chosen for kind in always)
    assert 'value="checkpoint"' in page


def test_every_kind_is_chosen_or_always_told():
    """But for the test message, which is sent by hand."""
    left = {kind.code for kind in NoticeKind.known.values() if not kind.place and not kind.is_always}
    assert left == {"test"}


def test_nothing_goes_to_an_account_that_was_closed_meanwhile(person, receiver):
    channel_of(person, receiver.url, pace="daily")
    told(person)
    deliveries.deliver()
    person.is_active = False
    person.save()
    assert deliveries.deliver(timezone.now() + timedelta(days=1)) == 0
    assert states() == ["failed"] and receiver.received == []


def test_a_digest_comes_as_one_message(person, receiver):
    channel_of(person, receiver.url, pace="daily")
    for n in range(3):
        told(person, name=f"风险点{n}")
    assert deliveries.deliver() == 0
    assert deliveries.deliver(timezone.now() + timedelta(days=1)) == 3
    assert len(receiver.received) == 1


def test_robots_of_dingtalk_and_wecom_are_told_by_apprise(person, receiver, monkeypatch):
    server = f"http://127.0.0.1:{receiver.server.server_port}"
    monkeypatch.setattr(NotifyDingTalk, "notify_url", server + "/robot/send?access_token={token}")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", server + "/cgi-bin/webhook/send?key={key}")
    monkeypatch.setattr("apprise.plugins.base.NotifyBase.request_rate_per_sec", 0, raising=False)
    channel_of(person, "https://oapi.dingtalk.com/robot/send?access_token=abc123", "dingtalk", "SECword", name="钉钉")
    channel_of(person, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1a2b-3c4d", "wecom", name="企业微信")
    told(person)
    assert deliveries.deliver() == 2
    dingtalk, wecom = sorted(receiver.received, key=lambda row: "cgi-bin" in row[0])
    assert "access_token=abc123" in dingtalk[0] and "sign=" in dingtalk[0]
    assert wecom[0].endswith("key=1a2b-3c4d")
    for _path, _headers, body in receiver.received:
        assert "风险点甲" in json.loads(body)["text"]["content"]
    receiver.status = 500
    told(person)
    assert deliveries.deliver() == 0
    assert states().count("waiting") == 2


def test_channels_are_kept_on_their_page_and_secrets_shown_once(person, receiver, signed_in):
    client = signed_in(person)
    facts = {"way": "webhook", "name": "办公系统", "address": receiver.url, "pace": "at_once", "is_active": "on",
             "quiet_from": "22:00", "quiet_until": "07:00"}  # fmt: skip
    page = client.post("/accounts/channels/", facts)
    channel = Channel.objects.get()
    assert page.status_code == 201 and channel.opened["secret"] in page.content.decode()
    assert receiver.url not in channel.sealed and channel.opened["secret"] not in channel.sealed
    page = client.get("/accounts/channels/").content.decode()
    assert channel.opened["secret"] not in page and receiver.url not in page
    assert client.post("/accounts/channels/", facts).status_code == 422  # the name is taken
    for wrong in ({"address": "https://169.254.169.254/"}, {"address": ""}, {"quiet_until": ""}):
        assert client.post("/accounts/channels/", facts | {"name": "另一个"} | wrong).status_code == 422
    address, secret = channel.opened["address"], channel.opened["secret"]
    edited = client.post(
        f"/accounts/channels/{channel.pk}/", {"name": "办公系统", "pace": "daily", "kinds": ["warned"]}
    )
    assert edited.status_code == 302
    channel = Channel.objects.get()
    assert (channel.pace, channel.kinds, channel.is_active) == ("daily", ["warned"], False)
    assert channel.opened == {"address": address, "secret": secret}
    client.post(f"/accounts/channels/{channel.pk}/test/")
    assert json.loads(receiver.received[-1][2])["notices"][0]["kind"] == "test"
    client.post(f"/accounts/channels/{channel.pk}/delete/")
    assert not Channel.objects.exists()


def test_administrators_see_what_could_not_be_delivered_but_not_its_words(world, signed_in, mailoutbox, settings):
    channel = channel_of(world.liaison, "https://127.0.0.1/hook")
    told(world.liaison, name="不给别人看的内容")
    assert deliveries.deliver() == 0 and states() == ["failed"]
    page = signed_in(world.administrator).get("/accounts/undelivered/").content.decode()
    assert world.liaison.name in page and "不给别人看的内容" not in page
    assert "不给别人看的内容" in signed_in(world.liaison).get("/accounts/channels/").content.decode()
    other = make_user("liaison", world.elsewhere)
    assert (
        signed_in(other).post(f"/accounts/channels/deliveries/{channel.deliveries.get().pk}/again/").status_code
        == 404
    )


def test_a_mail_that_did_not_go_out_is_kept(person, settings, monkeypatch):
    from accounts import notices

    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    person.email = "a@example.org"
    person.save()
    told(person)
    assert notices.digest() == 0
    row = Delivery.objects.get()
    assert row.channel is None and row.status == "failed" and row.error
