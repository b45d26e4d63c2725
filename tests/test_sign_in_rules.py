"""Second factors that are required and asked for again, ends of sessions, passwords, limits, new devices."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.choices import ChangeKind
from accounts.known_devices import device_name
from accounts.models import AccountChange
from accounts.proposals import propose
from accounts.tasks import mail_new_device
from accounts.tokens import issue
from ground.lifecycle.roles import Role
from tests.factories import PASSWORD, make_user
from tests.test_signing_in import SECRET, code, is_in, sign_in

pytestmark = pytest.mark.any_database

CRITICAL = ["administrator", "inspector", "auditor"]


@pytest.fixture
def required(settings):
    settings.FACTOR_REQUIRED = True


def with_factor(client, user):
    """Signed in by password and code."""
    TOTP.activate(user, SECRET)
    sign_in(client, user)
    client.post("/account/factors/authenticate/", {"code": code()})
    return client


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("name", CRITICAL)
def test_whoever_could_hide_something_sets_up_a_factor_before_anything_else(world, signed_in, name):
    client = signed_in(getattr(world, name))
    for address in ("/desk/", "/accounts/me/", "/accounts/notices/"):
        assert client.get(address).url == "/account/factors/"
    assert client.get("/api/v1/me/").status_code == 403
    assert client.get("/account/factors/", follow=True).status_code == 200
    # There is a way to it: the password is asked for first, as for everything about factors.
    set_up = "/account/factors/totp/activate/"
    assert client.get(set_up, follow=True).redirect_chain[-1][0].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.get(set_up).status_code == 200


@pytest.mark.usefixtures("required")
def test_the_others_may_do_without_and_whoever_has_one_comes_in(world, signed_in):
    assert is_in(signed_in(world.liaison))
    assert is_in(with_factor(Client(), world.inspector))
    directory = Client()
    directory.force_login(world.auditor)
    TOTP.activate(world.auditor, SECRET)
    assert is_in(directory)


@pytest.mark.usefixtures("required")
def test_neither_a_token_nor_a_new_one_gets_round_the_factor(world):
    _token, key = issue(user=world.inspector, name="t", scope="read", expires_on=timezone.localdate())
    asked = {"headers": {"Authorization": f"Bearer {key}"}}
    assert Client().get("/api/v1/me/", **asked).status_code == 403
    told = {"username": "inspector", "password": PASSWORD}
    assert Client().post("/api/v1/token/", told, content_type="application/json").status_code == 403
    assert not world.inspector.tokens.exclude(name="t").exists()


@pytest.mark.usefixtures("required")
def test_a_factor_taken_off_by_oneself_is_missed_at_once(world):
    client = with_factor(Client(), world.inspector)
    assert is_in(client)
    client.post("/account/confirm/", {"password": PASSWORD})
    client.post("/account/factors/totp/deactivate/")
    assert not Authenticator.objects.filter(user=world.inspector).exists()
    assert not is_in(client)


@pytest.fixture
def waiting(world):
    second = make_user(Role.ADMINISTRATOR, world.province)
    return propose(ChangeKind.PASSWORD, world.liaison, by=second, reason="忘记")


def age_factor(client, seconds):
    """As if the factor had been given so many seconds earlier in this session."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


@pytest.mark.usefixtures("required")
def test_steps_about_accounts_ask_for_the_factor_again(world, waiting):
    client = with_factor(Client(), world.administrator)
    age_factor(client, 3600)
    confirm = f"/accounts/changes/{waiting.pk}/to/confirm/"
    for address, sent in {
        confirm: {},
        "/accounts/changes/": {"change": f"{waiting.pk}:", "verb": "confirm"},
        f"/accounts/{world.inspector.pk}/invite/": {"reason": "忘记"},
        f"/accounts/{world.inspector.pk}/edit/": {
            "username": "x",
            "name": "x",
            "email": "x@example.org",
            "reason": "x",
        },
        f"/accounts/grants/{world.liaison.grants.get().pk}/withdraw/": {"reason": "x"},
        "/accounts/letters/": {},
        "/accounts/me/": {"name": "t", "scope": "read", "expires_on": timezone.localdate().isoformat()},
    }.items():
        assert "/account/factors/reauthenticate/" in client.post(address, sent).url, address
    assert "/account/factors/reauthenticate/" in client.get(f"/accounts/{world.inspector.pk}/edit/").url
    waiting.refresh_from_db()
    assert waiting.status == "proposed" and AccountChange.objects.count() == 1
    assert not world.administrator.tokens.exists() and world.liaison.grants.in_force().exists()
    assert client.get("/accounts/changes/").status_code == 200  # looking asks nothing
    age_factor(client, -3600)
    client.post(confirm)
    waiting.refresh_from_db()
    assert waiting.status == "confirmed"


@pytest.mark.usefixtures("required")
def test_a_token_decides_nothing_about_accounts_where_a_factor_is_asked_for(world, waiting):
    TOTP.activate(world.administrator, SECRET)
    _token, key = issue(user=world.administrator, name="t", scope="write", expires_on=timezone.localdate())
    asked = {"headers": {"Authorization": f"Bearer {key}"}}
    assert Client().get("/api/v1/account-changes/", **asked).status_code == 200
    assert Client().post(f"/api/v1/account-changes/{waiting.pk}/confirm/", **asked).status_code == 403
    waiting.refresh_from_db()
    assert waiting.status == "proposed"


def moved_back(client, **seconds):
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


def test_a_session_ends_when_nobody_works_in_it(world, signed_in, settings):
    settings.SESSION_IDLE = 1800
    client = signed_in(world.liaison)
    assert is_in(client)
    moved_back(client, used=1000)
    assert is_in(client)
    assert time.time() - client.session["used"] < 60  # it was used just now
    moved_back(client, used=1801)
    assert not is_in(client)
    assert "退出" in client.get("/account/login/").content.decode() and not is_in(client)
    settings.SESSION_IDLE = 0
    client = signed_in(world.liaison)
    moved_back(client, used=9 * 3600)
    assert is_in(client)


def test_a_session_ends_after_its_longest_time_however_busy(world, signed_in, settings):
    client = signed_in(world.liaison)
    moved_back(client, began=settings.SESSION_COOKIE_AGE - 60)
    assert is_in(client)
    moved_back(client, began=61)
    assert not is_in(client)


def test_a_session_of_before_these_rules_goes_on(world, signed_in):
    client = signed_in(world.liaison)
    session = client.session
    del session["began"], session["used"]
    session.save()
    assert is_in(client) and "began" in client.session


@pytest.mark.parametrize(
    "password",
    [
        "short-one-1",
        "lianzheng2026",
        "Lianzheng@2011!!",
        "password123456",
        "woaini1314woaini1314",
        "纪委纪委纪委2026202",
        "qwertyuiopasd",
        "aaaaaaaaaaaaaaaa",
        "330106199001011234",
        "abcabcabcabcabc",
    ],
)
def test_what_is_guessed_first_is_no_password(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["teapot-lantern-gravel", "三只白鹤飞过青江大桥去听戏", "kX7 vQ2 mB9 tR4", PASSWORD]
)
def test_length_is_enough_without_kinds_of_signs(password):
    validate_password(password)


def fail(user, address, times):
    for _try in range(times):
        Client(REMOTE_ADDR=address).post("/account/login/", {"login": user.username, "password": "wrong"})


def test_an_account_is_not_guessed_at_from_many_addresses(world):
    for host in range(5):
        fail(world.liaison, f"203.0.113.{host}", 4)
    assert (
        Client(REMOTE_ADDR="203.0.113.99")
        .post("/account/login/", {"login": "liaison", "password": PASSWORD})
        .status_code
        != 302
    )
    told = {"username": "liaison", "password": PASSWORD}
    answer = Client(REMOTE_ADDR="203.0.113.98").post("/api/v1/token/", told, content_type="application/json")
    assert answer.status_code == 429
    # Others sign in from those addresses as before.
    assert sign_in(Client(REMOTE_ADDR="203.0.113.1"), world.head).status_code == 302


def test_codes_of_an_app_are_not_guessed_without_end(world):
    TOTP.activate(world.head, SECRET)
    client = Client()
    sign_in(client, world.head)
    for _try in range(21):
        answer = client.post("/account/factors/authenticate/", {"code": "000000"})
    client.post("/account/factors/authenticate/", {"code": code()})
    assert answer.status_code == 200 and not is_in(client)


def test_many_behind_one_address_sign_in(world):
    for _n in range(40):
        assert sign_in(Client(), world.head).status_code == 302


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36 Edg/150.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148 wxwork/5.0", "WeCom · iPhone"),
        ("Something of our own", "Something of our own"),
        ("", ""),
    ],
)
def test_a_device_has_a_name_that_a_person_knows(agent, name):
    assert device_name(agent) == name


def test_a_sign_in_from_a_new_device_is_told_once(world, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_URL = "smtp://somewhere"
    world.head.email = "head@example.org"
    world.head.save()
    client = Client(headers={"User-Agent": "Firefox"})
    with django_capture_on_commit_callbacks() as callbacks:
        sign_in(client, world.head)
    assert [c.args for c in callbacks if getattr(c, "func", None) == mail_new_device.delay] == [(world.head.pk,)]
    mail_new_device(world.head.pk)
    assert [message.to for message in mail.outbox] == [["head@example.org"]]
    assert "Firefox" in str(world.head.notices.get())
    client.post("/account/logout/")
    sign_in(client, world.head)
    assert world.head.notices.count() == 1
    # Another person at the same device is new to it; the first one still is not.
    client.post("/account/logout/")
    sign_in(client, world.liaison)
    client.post("/account/logout/")
    sign_in(client, world.head)
    assert (world.liaison.notices.count(), world.head.notices.count()) == (1, 1)
    other = Client()
    other.cookies["known_as"] = "0" * 32
    sign_in(other, world.head)
    assert world.head.notices.count() == 2
    cookie = client.cookies["known_as"]
    assert cookie["httponly"] and not re.search(r"head|liaison", cookie.value)
