"""One administrator alone tries to become somebody else. Each test bears the name of an attack; none may succeed."""

import re
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.choices import ChangeKind
from accounts.models import RoleGrant, User, grant_role
from accounts.proposals import propose
from accounts.tasks import mail_new_password
from accounts.tokens import issue
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from tests.factories import PASSWORD, make_official, make_user
from tests.import_files import read, written
from tests.test_importing_the_tree import accounts

pytestmark = pytest.mark.any_database

LINK = re.compile(r"https?://[^/\s\"]+(/account/password/reset/key/\S+?/)(?=[\s<\"]|$)")
CHOSEN = {"password1": "chosen-by-the-attacker-1", "password2": "chosen-by-the-attacker-1"}


def fresh(user):
    return User.objects.get(pk=user.pk)


def give(client, account, role, unit, **more):
    facts = {"role": role, "unit": unit.code, "valid_from": timezone.localdate().isoformat(), "reason": "任命"}
    return client.post(f"/accounts/{account.pk}/grant/", facts | more)


def edit(client, account, **changed):
    facts = {"username": account.username, "name": account.name, "email": account.email, "is_active": "on"}
    return client.post(f"/accounts/{account.pk}/edit/", facts | {"reason": "更正"} | changed)


def choose_by_links_in(text):
    """Follow every link of `text` that lets somebody choose a password, and choose one."""
    for address in LINK.findall(text):
        guest = Client()
        form = guest.get(address, follow=True)
        guest.post(form.redirect_chain[-1][0], CHOSEN)


def comes_in(account, password=CHOSEN["password1"]):
    client = Client()
    client.post("/account/login/", {"login": account.username, "password": password})
    return client.get("/accounts/me/").status_code == 200


@pytest.fixture
def insider(world):
    """An inspector of the province who works for the county, too."""
    insider = make_user(Role.INSPECTOR, world.province, username="sheng", name="省纪检", email="sheng@example.org")
    RoleGrant.objects.create(user=insider, role=Role.INSPECTOR, unit=world.county, reason="兼任")
    return insider


@pytest.fixture
def county(world):
    return make_user(Role.ADMINISTRATOR, world.county, username="xian", name="县管理")


def test_an_administrator_makes_itself_an_inspector(world, signed_in):
    client = signed_in(world.administrator)
    world.administrator.grants.update(withdrawn_at=timezone.now())
    RoleGrant.objects.create(user=world.administrator, role=Role.ADMINISTRATOR, unit=world.province, reason="x")
    give(client, world.administrator, Role.INSPECTOR, world.county)
    with pytest.raises(NotAllowed):
        grant_role(
            user=world.administrator, role=Role.INSPECTOR, unit=world.county, by=world.administrator, reason="x"
        )
    assert not fresh(world.administrator).holds((Role.INSPECTOR,))


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_an_administrator_gives_a_critical_role_to_a_second_account_of_its_own(world, signed_in, role):
    client = signed_in(world.administrator)
    client.post(
        "/accounts/new/", {"username": "zweit", "name": "同一人", "is_active": "on", "password": "x-long-enough-1"}
    )
    second = User.objects.get(username="zweit")
    give(client, second, role, world.county)
    assert not fresh(second).holds((role,))


def test_a_county_administrator_resets_the_password_of_a_provincial_inspector(world, signed_in, insider, county):
    edit(signed_in(county), insider, password="chosen-by-the-attacker-1")
    assert comes_in(insider, PASSWORD) and not comes_in(insider)


def test_an_administrator_resets_the_password_of_an_inspector_alone(world, signed_in):
    edit(signed_in(world.administrator), world.inspector, password="chosen-by-the-attacker-1")
    assert comes_in(world.inspector, PASSWORD) and not comes_in(world.inspector)


def test_an_administrator_takes_over_by_an_invitation_of_an_inspector(world, signed_in):
    answer = signed_in(world.administrator).post(f"/accounts/{world.inspector.pk}/invite/", {"reason": "忘记"})
    choose_by_links_in(answer.content.decode())
    assert not comes_in(world.inspector) and comes_in(world.inspector, PASSWORD)


def test_a_county_administrator_invites_a_provincial_inspector(world, signed_in, insider, county):
    client = signed_in(county)
    choose_by_links_in(client.post(f"/accounts/{insider.pk}/invite/", {"reason": "忘记"}).content.decode())
    assert not comes_in(insider) and comes_in(insider, PASSWORD)
    assert not insider.letters.exists() and not insider.changes.exists()
    User.objects.filter(pk=insider.pk).update(password="!")
    choose_by_links_in(client.post("/accounts/invite/").content.decode())
    assert not comes_in(insider) and not insider.letters.exists() and not insider.changes.exists()


def ask_for_password(address, **headers):
    """As on the page, with a worker that is there at once."""
    with mock.patch.object(mail_new_password, "delay", mail_new_password):
        return Client().post("/account/password/reset/", {"email": address}, **headers)


def test_an_administrator_leads_the_mail_of_an_inspector_to_itself(world, signed_in, settings):
    settings.EMAIL_URL = "smtp://somewhere"
    edit(signed_in(world.administrator), world.inspector, email="attacker@example.org")
    ask_for_password("attacker@example.org")
    choose_by_links_in("".join(message.body for message in mail.outbox))
    assert fresh(world.inspector).email == "" and not comes_in(world.inspector)


def test_a_known_address_is_told_from_an_unknown_one_by_what_asking_for_a_password_answers(world, settings):
    """The page sends nothing itself: no mail, no wait, no error of a server for mail tells the two apart."""
    settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://somewhere", "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    User.objects.filter(pk=world.liaison.pk).update(email="liaison@example.org")
    asked = []
    with mock.patch.object(mail_new_password, "delay", lambda *wanted: asked.append(wanted)):
        known, unknown = (
            Client().post("/account/password/reset/", {"email": address}, follow=True)
            for address in ("liaison@example.org", "nobody@example.org")
        )
    assert (known.status_code, known.redirect_chain) == (unknown.status_code, unknown.redirect_chain)
    assert [user for user, _language in asked] == [world.liaison.pk]
    assert not mail_new_password(*asked[0])


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_the_link_of_a_new_password_leads_to_a_host_that_somebody_wrote_into_the_request(world, settings, header):
    settings.EMAIL_URL, settings.ALLOWED_HOSTS, settings.SITE_URL = "smtp://somewhere", ["*"], "https://register.gov/"
    User.objects.filter(pk=world.liaison.pk).update(email="liaison@example.org")
    ask_for_password("liaison@example.org", **{header: "evil.example"})
    (message,) = mail.outbox
    assert "https://register.gov/account/password/reset/key/" in message.body
    assert "evil" not in message.body + message.subject and "testserver" not in message.body + message.subject


def test_an_administrator_takes_second_factors_off_alone(world, signed_in):
    TOTP.activate(world.inspector, "JBSWY3DPEHPK3PXP")
    signed_in(world.administrator).post(f"/accounts/{world.inspector.pk}/factors/", {"reason": "遗失"})
    assert Authenticator.objects.filter(user=world.inspector).exists()


def test_an_administrator_links_an_official_to_its_own_account(world, signed_in):
    official = make_official(world.unit.posts.first())
    edit(signed_in(world.administrator), world.administrator, official=official.staff_number)
    assert fresh(world.administrator).official is None


def test_an_administrator_makes_an_account_that_is_linked_to_an_official(world, signed_in):
    official = make_official(world.unit.posts.first())
    facts = {"username": "neu", "name": "某人", "is_active": "on", "official": official.staff_number}
    signed_in(world.administrator).post("/accounts/new/", facts)
    assert User.objects.get(username="neu").official is None


def test_an_administrator_hands_the_work_of_an_inspector_over_to_a_second_account(world, signed_in):
    second = make_user(name="同一人", username="zweit")
    form = {"successor": "zweit", "reason": "调动"}
    signed_in(world.administrator).post(f"/accounts/{world.inspector.pk}/hand-over/", form)
    assert fresh(world.inspector).holds((Role.INSPECTOR,)) and not fresh(second).holds((Role.INSPECTOR,))


def test_a_county_administrator_hands_over_what_is_not_all_in_the_county(world, signed_in, insider, county):
    second = make_user(Role.CHECKER, world.county, name="同一人", username="zweit")
    form = {"successor": "zweit", "reason": "调动", "close": "on"}
    checker = make_user(Role.CHECKER, world.province, name="省检查")
    RoleGrant.objects.create(user=checker, role=Role.LIAISON, unit=world.unit, reason="兼任")
    for account in (insider, checker):
        signed_in(county).post(f"/accounts/{account.pk}/hand-over/", form)
        assert fresh(account).is_active and not account.changes.exists()
    assert not fresh(second).holds((Role.INSPECTOR, Role.LIAISON))


def test_a_county_administrator_closes_a_provincial_inspector(world, signed_in, insider, county):
    edit(signed_in(county), insider, is_active="")
    assert fresh(insider).is_active


def test_a_withdrawn_role_still_gives_a_county_administrator_the_account(world, signed_in, county):
    former = make_user(Role.LIAISON, world.unit, username="former")
    former.grants.get().withdraw(by=world.administrator, reason="调离")
    RoleGrant.objects.create(user=former, role=Role.CHECKER, unit=world.province, reason="上调")
    client = signed_in(county)
    assert client.get(f"/accounts/{former.pk}/").status_code == 404
    assert not User.objects.visible_to(county).filter(pk=former.pk).exists()


def test_an_account_without_a_role_is_taken_by_an_administrator_who_did_not_make_it(world, signed_in, county):
    provincial = signed_in(world.administrator)
    provincial.post("/accounts/new/", {"username": "neu", "name": "新人", "is_active": "on"})
    new = User.objects.get(username="neu")
    assert signed_in(county).post(f"/accounts/{new.pk}/invite/").status_code == 404
    assert provincial.get(f"/accounts/{new.pk}/").status_code == 200


@pytest.mark.usefixtures("own_files")
def test_an_import_of_accounts_makes_an_inspector_and_links_an_official(world):
    official = make_official(world.unit.posts.first())
    rows = [
        ["zweit", "同一人", "纪检监察干部", world.county.name, "attacker@example.org", "", ""],
        ["dritt", "同一人", "干部", world.unit.name, "", official.staff_number, ""],
        [world.inspector.username, world.inspector.name, "检查员", world.county.name, "attacker@example.org", "", ""],
    ]
    written(read(accounts(*rows), "账号.xlsx", by=world.administrator))
    assert not User.objects.get(username="zweit").holds((Role.INSPECTOR,))
    assert User.objects.get(username="dritt").official is None
    assert fresh(world.inspector).email == ""


def test_a_token_of_before_still_works_after_the_role_was_withdrawn(world):
    _token, key = issue(user=world.inspector, name="t", scope="write", expires_on=timezone.localdate())
    world.inspector.grants.get().withdraw(by=world.administrator, reason="调离")
    answer = Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401


def test_a_session_of_before_goes_on_after_the_role_was_withdrawn(world, signed_in):
    client = signed_in(world.inspector)
    assert client.get("/accounts/me/").status_code == 200
    world.inspector.grants.get().withdraw(by=world.administrator, reason="调离")
    assert client.get("/accounts/me/").status_code == 302


def test_a_session_of_before_comes_back_when_a_closed_account_is_opened_again(world, signed_in):
    client, administrator = signed_in(world.liaison), signed_in(world.administrator)
    _token, key = issue(user=world.liaison, name="t", scope="read", expires_on=timezone.localdate())
    edit(administrator, world.liaison, is_active="")
    assert client.get("/accounts/me/").status_code == 302
    User.objects.filter(pk=world.liaison.pk).update(is_active=True)
    assert client.get("/accounts/me/").status_code == 302
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_a_token_of_before_still_works_after_the_password_was_changed(world):
    _token, key = issue(user=world.liaison, name="t", scope="read", expires_on=timezone.localdate())
    client = Client()
    client.post("/account/login/", {"login": "liaison", "password": PASSWORD})
    new = "another-long-password-9"
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/accounts/me/").status_code == 200
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {key}"}).status_code == 401


@pytest.fixture
def second(world):
    return make_user(Role.ADMINISTRATOR, world.province, username="second", name="第二人")


def proposed(world, kind=ChangeKind.PASSWORD):
    return propose(kind, world.inspector, by=world.administrator, reason="忘记密码")


def test_a_proposal_is_decided_by_its_proposer_or_by_whom_it_concerns(world, second):
    change = proposed(world)
    twin = make_user(Role.ADMINISTRATOR, world.province, email="same@example.org")
    User.objects.filter(pk=world.administrator.pk).update(email="Same@example.org")
    for person in (world.administrator, world.inspector, twin):
        with pytest.raises(NotAllowed):
            change.perform("confirm", by=person)
    change.perform("confirm", by=second)
    assert change.decided_by == second
    about_the_second = propose(ChangeKind.PASSWORD, second, by=world.administrator, reason="忘记")
    with pytest.raises(NotAllowed):
        about_the_second.perform("confirm", by=second)


def test_the_auditor_decides_about_inspectors_and_not_about_others(world):
    proposed(world).perform("confirm", by=world.auditor)
    other = propose(ChangeKind.PASSWORD, world.liaison, by=world.administrator, reason="忘记")
    with pytest.raises(NotAllowed):
        other.perform("confirm", by=world.auditor)


@pytest.mark.parametrize("verb", ["confirm", "refuse"])
def test_the_person_concerned_and_the_auditor_are_told(world, second, verb):
    proposed(world).perform(verb, by=second, reason="未能核实")
    for person in (world.inspector, world.auditor):
        assert person.notices.count() == 2
        assert all("陈纪检" in str(notice) for notice in person.notices.all())


def test_a_letter_opens_only_with_the_parts_of_both_and_only_once(world, second, signed_in):
    proposed(world).perform("confirm", by=second)
    codes = {}
    for person in (world.administrator, second):
        page = signed_in(person).post("/accounts/letters/").content.decode()
        codes[person] = re.search(r"token-key\"[^>]*>([A-Z0-9-]+)<", page)[1]
        assert "token-key" not in signed_in(person).post("/accounts/letters/").content.decode()
    told = {"username": "inspector", "first": codes[world.administrator], "second": codes[second]}
    for wrong in ({"second": ""}, {"first": codes[second]}, {"second": codes[world.administrator]}):
        assert Client().post("/accounts/open-letter/", told | wrong).status_code == 422
    guest = Client()
    form = guest.post("/accounts/open-letter/", told, follow=True)
    guest.post(form.redirect_chain[-1][0], CHOSEN)
    assert comes_in(world.inspector) and world.inspector.letters.get().opened_from == "127.0.0.1"
    assert Client().post("/accounts/open-letter/", told).status_code == 422


def test_an_administrator_withdraws_the_role_of_an_inspector_unseen(world, second):
    world.inspector.grants.get().withdraw(by=world.administrator, reason="调离")
    for person in (world.inspector, world.auditor):
        assert "陈纪检" in str(person.notices.get())
    world.liaison.grants.get().withdraw(by=world.administrator, reason="调离")
    assert world.auditor.notices.count() == 1 and not world.liaison.notices.exists()


@pytest.mark.parametrize("by_two", [True, False])
def test_mail_is_led_elsewhere_without_a_word_to_the_address_of_before(
    world, second, signed_in, settings, by_two, django_capture_on_commit_callbacks
):
    settings.EMAIL_URL = "smtp://somewhere"
    person = world.liaison if by_two else make_user(username="neu", email="old@example.org")
    User.objects.filter(pk=person.pk).update(email="old@example.org")
    if not by_two:
        User.objects.filter(pk=person.pk).update(password="!")
    person.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        edit(signed_in(world.administrator), person, email="attacker@example.org")
        if by_two:
            person.changes.get().perform("confirm", by=second)
    assert fresh(person).email == "attacker@example.org"
    (message,) = mail.outbox
    assert message.to == ["old@example.org"] and "attacker" not in message.body and "/reset/" not in message.body


@pytest.mark.usefixtures("own_files")
def test_a_file_leads_mail_elsewhere_without_a_word_to_the_address_of_before(
    world, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_URL = "smtp://somewhere"
    new = make_user(Role.LIAISON, world.unit, username="neu", name="新人", email="old@example.org")
    User.objects.filter(pk=new.pk).update(password="!")
    rows = [["neu", "新人", "单位联络员", world.unit.name, "attacker@example.org", "", ""]]
    with django_capture_on_commit_callbacks(execute=True):
        written(read(accounts(*rows), "账号.xlsx", by=world.administrator))
    assert fresh(new).email == "attacker@example.org"
    assert [message.to for message in mail.outbox] == [["old@example.org"]]


def test_codes_of_letters_are_tried_without_an_end(world):
    told = {"username": "inspector", "first": "AAAA", "second": ""}
    answers = [Client().post("/accounts/open-letter/", told).status_code for _n in range(12)]
    assert answers[:10] == [422] * 10 and set(answers[10:]) == {429}
    assert Client().post("/accounts/open-letter/", told | {"username": "liaison"}).status_code == 422


def test_many_proposals_are_confirmed_at_once_past_the_rules_of_one(world, second, signed_in):
    theirs, own = proposed(world), propose(ChangeKind.FACTORS, world.head, by=second, reason="遗失")
    mine = propose(ChangeKind.PASSWORD, second, by=world.administrator, reason="忘记")
    old = propose(ChangeKind.PASSWORD, world.liaison, by=world.administrator, reason="忘记")
    client = signed_in(second)
    page = client.get("/accounts/changes/").content.decode()
    versions = dict(re.findall(r'name="change" value="(\d+):(\d+)"', page))
    assert set(versions) == {str(theirs.pk), str(old.pk)}
    old.reason = "又忘记"
    old.save()
    sent = [f"{pk}:{version}" for pk, version in versions.items()] + [f"{own.pk}:", f"{mine.pk}:"]
    answer = client.post("/accounts/changes/", {"change": sent, "verb": "confirm"}, follow=True)
    states = {change.pk: type(change).objects.get(pk=change.pk).status for change in (theirs, own, mine, old)}
    assert states == {theirs.pk: "confirmed", own.pk: "proposed", mine.pk: "proposed", old.pk: "proposed"}
    assert "你" in answer.content.decode() and not world.inspector.changes.proposed().exists()
    client.post("/accounts/changes/", {"change": [f"{old.pk}:"], "verb": "refuse"})
    client.post("/accounts/changes/", {"change": [f"{old.pk}:"], "verb": "withdraw", "reason": "x"})
    assert type(old).objects.get(pk=old.pk).status == "proposed"
    client.post("/accounts/changes/", {"change": [f"{old.pk}:"], "verb": "refuse", "reason": "未能核实"})
    assert type(old).objects.get(pk=old.pk).status == "refused"


def test_the_page_of_a_proposal_says_who_may_confirm_it_or_that_nobody_may(world, signed_in):
    change = propose(ChangeKind.PASSWORD, world.liaison, by=world.administrator, reason="忘记")
    client = signed_in(world.administrator)
    assert "create_administrator" in client.get(change.get_absolute_url()).content.decode()
    make_user(Role.ADMINISTRATOR, world.province, name="吴复核")
    page = client.get(change.get_absolute_url()).content.decode()
    assert "create_administrator" not in page and "吴复核" in page
