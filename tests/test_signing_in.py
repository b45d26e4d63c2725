"""First password, second factor, sessions, hand-over of work, and who may see a row."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.handover import hand_over
from accounts.models import AccountChange, Letter, RoleGrant, User
from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from riskpoints.models import RiskPoint
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.any_database

SECRET = "JBSWY3DPEHPK3PXP"


def code():
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, user, password=PASSWORD):
    return client.post("/account/login/", {"login": user.username, "password": password})


def is_in(client):
    return client.get("/accounts/me/").status_code == 200


def test_an_invited_person_chooses_the_first_password_by_a_link_that_works_once(world, signed_in, settings):
    settings.EMAIL_URL = "smtp://somewhere"
    client = signed_in(world.administrator)
    client.post("/accounts/new/", {"username": "neu", "name": "钱新", "email": "neu@example.org", "is_active": "on"})
    new = User.objects.get(username="neu")
    assert not new.has_usable_password()
    answer = client.post(f"/accounts/{new.pk}/invite/", follow=True)
    assert mail.outbox[0].to == ["neu@example.org"] and "钱新" in mail.outbox[0].body
    link = re.search(r"http://localhost:8000(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    assert link not in answer.content.decode()  # the administrator never sees it
    guest = Client()
    form = guest.get(link, follow=True)
    answer = guest.post(
        form.redirect_chain[-1][0], {"password1": "eine-lange-losung-9", "password2": "eine-lange-losung-9"}
    )
    assert answer.status_code == 302
    new.refresh_from_db()
    assert not new.must_change_password
    assert sign_in(Client(), new, "eine-lange-losung-9").status_code == 302
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()
    assert changes_of(new)[1].action == "user.invite"


def test_all_who_were_never_invited_get_their_links_at_once(world, signed_in, settings):
    settings.EMAIL_URL = "smtp://somewhere"
    people = [
        make_user(Role.LIAISON, world.unit, username=f"neu{n}", email=f"{'neu@example.org' * n}") for n in (0, 1)
    ]
    elsewhere = make_user(Role.LIAISON, world.elsewhere, username="fremd")
    for person in (*people, elsewhere):
        person.set_unusable_password()
        person.save()
    by_directory = make_user(Role.LIAISON, world.unit, username="neu-verzeichnis", last_login=timezone.now())
    by_directory.set_unusable_password()
    by_directory.save()
    client = signed_in(make_user(Role.ADMINISTRATOR, world.county, username="kreis"))
    assert "邀请2个账号" in client.get("/accounts/").content.decode()
    page = client.post("/accounts/invite/", follow=True).content.decode()
    assert Letter.objects.get().user == people[0] and people[0].name in page and "/reset/key/" not in page
    printed = client.post("/accounts/letters/").content.decode()
    assert printed.count("token-key") == 1 and "neu0" in printed and "fremd" not in printed
    assert [message.to for message in mail.outbox] == [["neu@example.org"]]
    assert not User.objects.filter(username__startswith="neu").uninvited().exists()
    assert User.objects.uninvited().get() == elsewhere
    assert "accounts/invite/" not in client.get("/accounts/").content.decode()


def test_nobody_invites_outside_their_accounts(world, signed_in):
    county = make_user(Role.ADMINISTRATOR, world.elsewhere)
    assert signed_in(county).post(f"/accounts/{world.liaison.pk}/invite/").status_code == 404


def test_with_a_second_factor_the_password_alone_opens_nothing(world):
    TOTP.activate(world.head, SECRET)
    assert SECRET not in str(Authenticator.objects.get().data)
    client = Client()
    assert sign_in(client, world.head).url == "/account/factors/authenticate/"
    assert not is_in(client)
    wrong = client.post("/account/factors/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200 and not is_in(client)
    assert client.post("/account/factors/authenticate/", {"code": code()}).status_code == 302
    assert is_in(client)
    asked = {"username": "head", "password": PASSWORD}
    assert Client().post("/api/v1/token/", asked).status_code == 403


def test_an_authenticator_app_is_set_up_on_ones_own_page(world):
    client = Client()
    sign_in(client, world.head)
    asked = client.get("/account/factors/totp/activate/")
    assert asked.url.startswith("/account/confirm/")  # the password once more
    page = client.post(asked.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    form = {"code": format_hotp_value(hotp_value(secret, counter))}
    assert client.post("/account/factors/totp/activate/", form).status_code == 302
    assert "恢复代码" in client.get("/account/factors/").content.decode()
    assert Authenticator.objects.filter(user=world.head, type="totp").exists()


def test_lost_factors_are_taken_off_by_two_with_a_reason_and_a_new_password_is_due(world, signed_in):
    TOTP.activate(world.head, SECRET)
    client, address = signed_in(world.administrator), f"/accounts/{world.head.pk}/factors/"
    client.post(address)
    assert Authenticator.objects.exists()
    client.post(address, {"reason": "手机遗失，已当面核验"})
    assert Authenticator.objects.exists()
    AccountChange.objects.get().perform("confirm", by=make_user(Role.ADMINISTRATOR, world.province))
    assert not Authenticator.objects.exists()
    world.head.refresh_from_db()
    assert world.head.must_change_password
    change = changes_of(world.head)[0]
    assert (change.action, change.reason) == ("user.reset_factors", "手机遗失，已当面核验")


def test_one_signs_out_elsewhere(world):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, world.head)
        assert is_in(client)
    page = here.get("/account/sessions/").content.decode()
    assert page.count("127.0.0.1") == 2
    here.post("/account/sessions/")
    assert is_in(here) and not is_in(there)


def test_work_is_handed_over_with_roles_assignments_and_filters(world, signed_in):
    point = world.filed()
    RiskPoint.objects.filter(pk=point.pk).update(assigned_to=world.head)
    world.head.saved_filters.create(page="/riskpoints/", name="高", query="grade=high")
    successor = make_user(name="郑接任", username="neu")
    client = signed_in(world.administrator)
    page = client.get(f"/accounts/{world.head.pk}/hand-over/").content.decode()
    assert "青江县交通运输局" in page and "待审定的申报" in page
    form = {"successor": "郑接任（neu）", "reason": "岗位调整", "close": "on"}
    answer = client.post(f"/accounts/{world.head.pk}/hand-over/", form, follow=True)
    assert "已移交 郑接任" in answer.content.decode()
    successor, head = User.objects.get(pk=successor.pk), User.objects.get(pk=world.head.pk)
    assert successor.holds((Role.UNIT_HEAD,), at=world.unit) and not head.holds((Role.UNIT_HEAD,))
    assert not head.is_active and successor.saved_filters.count() == 1
    point.refresh_from_db()
    assert point.assigned_to == successor
    point.perform("endorse", by=successor)
    assert {g.reason for g in RoleGrant.objects.filter(user=successor)} == {"岗位调整"}
    assert changes_of(head)[0].reason == "岗位调整"


def test_a_hand_over_that_breaks_the_separation_of_duties_changes_nothing(world, signed_in):
    form = {"successor": "auditor", "reason": "x"}
    answer = signed_in(world.administrator).post(f"/accounts/{world.inspector.pk}/hand-over/", form)
    assert answer.status_code == 422 and "三" in answer.content.decode()
    assert User.objects.get(pk=world.inspector.pk).holds((Role.INSPECTOR,))


@pytest.mark.parametrize("case", ["self", "own", "closed", "nothing"])
def test_what_cannot_be_handed_over_is_refused_in_words(world, case):
    closed = make_user(is_active=False)
    giver, taker = {
        "self": (world.head, world.head),
        "own": (world.head, world.administrator),
        "closed": (world.head, closed),
        "nothing": (make_user(), world.observer),
    }[case]
    with pytest.raises(NotAllowed):
        hand_over(giver, taker, by=world.administrator, reason="x", close=False)
    assert User.objects.get(pk=world.head.pk).holds((Role.UNIT_HEAD,))


def test_who_may_see_a_unit_is_told_with_role_place_and_reason(world, signed_in):
    text = signed_in(world.checker).get(f"/accounts/who/{world.unit.pk}/").content.decode()
    for name in ("李联络", "王局长", "陈纪检", "周检查"):
        assert name in text
    other = make_user(Role.LIAISON, world.elsewhere, name="别处人")
    assert other.name not in text
    rows = re.findall(r"<tr>.*?</tr>", text, re.S)
    liaison = next(row for row in rows if "李联络" in row)
    assert "本单位" in liaison and "测试" in liaison
    auditor = next(row for row in rows if "安全审计员" in row)
    assert "✓" not in auditor
