"""Ways to learn who told a signal, tried by those who should not succeed; one test an attack, named after it."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings as configured
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.handover import hand_over
from accounts.models import User
from accounts.notices import Notice
from ground.lifecycle.machine import NotAllowed
from riskwarnings.models import Reporter, SealingKey, Signal
from riskwarnings.reports import ask_for_recovery, look_at_reporter, open_reports, receive, recover
from riskwarnings.sealing import make_sealing_key, open_key_of
from riskwarnings.seals import WrongPassphrase, disclose, open_by, unwrap_key
from tests.dumps import everything
from tests.factories import PASSPHRASE, make_key_of, make_signal, make_user

pytestmark = pytest.mark.any_database

TEXT = "交通局窗口要求申请人到指定公司办理检测，否则不予受理。"


@pytest.fixture
def handled(world: Any) -> Signal:
    """A signal that the inspector of the world handles."""
    signal = make_signal(world.unit)
    signal.perform("take", by=world.inspector)
    return signal


def concluded(signal: Signal, by: Any) -> None:
    signal.perform("conclude", by=by, reason="查实", finding="true", feedback="")


def test_a_colleague_marks_a_signal_as_duplicate_opens_it_again_and_handles_it(world, handled):
    colleague, other = make_user("inspector", world.county), make_signal(world.unit)
    with pytest.raises(NotAllowed):
        handled.perform("mark_duplicate", by=colleague, duplicate_of=other)
    handled.refresh_from_db()
    assert (handled.status, handled.handler) == ("handling", world.inspector)


def test_a_colleague_reopens_what_was_concluded_and_handles_it(world, handled):
    colleague = make_user("inspector", world.county)
    concluded(handled, world.inspector)
    with pytest.raises(NotAllowed):
        handled.perform("reopen", by=colleague, reason="再看看")
    handled.perform("ask_reopening", by=colleague, reason="再看看")
    with pytest.raises(NotAllowed):
        handled.perform("reopen", by=colleague, reason="再看看")
    handled.perform("reopen", by=make_user("inspector", world.city), reason="有新的情况")
    assert (handled.status, handled.handler) == ("handling", world.inspector)  # nobody new gets the reporter


def test_a_reopening_that_is_refused_leaves_a_duplicate_a_duplicate(world, handled):
    colleague, other = make_user("inspector", world.county), make_signal(world.unit)
    handled.perform("mark_duplicate", by=world.inspector, duplicate_of=other)
    handled.perform("ask_reopening", by=world.inspector, reason="不是同一件事")
    handled.perform("leave_closed", by=colleague, reason="是同一件事")
    assert (handled.status, handled.duplicate_of) == ("duplicate", other)


def test_a_colleague_hands_a_signal_on_to_themselves(world, handled):
    colleague = make_user("inspector", world.county)
    with pytest.raises(NotAllowed):
        handled.perform("hand_on", by=colleague, reason="我来办", handler=colleague)
    waiting = make_signal(world.unit)
    with pytest.raises(NotAllowed):  # what nobody handles is taken on, and not given to somebody
        waiting.perform("hand_on", by=colleague, reason="你来办", handler=world.inspector)


def test_a_colleague_sends_a_signal_out_of_the_reach_of_its_handler(world, handled, signed_in):
    colleague = make_user("inspector", world.county)
    form = {"unit": world.unit.code, "secrecy": "confidential", "version": ""}
    answer = signed_in(colleague).post(f"{handled.get_absolute_url()}edit/", form)
    assert answer.status_code != 302 or not answer.url.endswith(f"/{handled.pk}/")
    patch = signed_in(colleague).patch(
        f"/api/v1/signals/{handled.pk}/", {"secrecy": "confidential"}, "application/json"
    )
    assert patch.status_code in (400, 403, 409)
    handled.refresh_from_db()
    assert handled.secrecy == "internal"


def test_an_administrator_hands_the_work_over_and_the_successor_is_the_handler(world, handled):
    successor = make_user("checker", world.county)
    with pytest.raises(NotAllowed):
        hand_over(world.inspector, successor, by=world.administrator, reason="调动", close=True)
    # Nor do two of them.
    second = make_user("administrator", world.province)
    hand_over(world.inspector, successor, by=world.administrator, reason="调动", close=True, confirmed_by=second)
    handled.refresh_from_db()
    assert handled.handler == world.inspector  # a closed account; who follows is for the level above to say


def test_a_colleague_takes_the_signals_of_a_closed_account(world, handled):
    colleague, successor = make_user("inspector", world.county), make_user("inspector", world.county)
    above = make_user("inspector", world.city)
    for by in (colleague, above):
        with pytest.raises(NotAllowed):  # whose handler still serves
            handled.perform("assign", by=by, reason="另行指定", handler=successor)
    world.inspector.is_active = False
    world.inspector.save()
    with pytest.raises(NotAllowed):
        handled.perform("assign", by=colleague, reason="另行指定", handler=successor)
    with pytest.raises(NotAllowed):
        handled.perform("assign", by=above, reason="我来办", handler=above)
    handled.perform("assign", by=above, reason="原承办人离任", handler=successor)
    assert (handled.status, handled.handler) == ("handling", successor)


def told_of(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


def test_somebody_at_an_open_session_makes_a_key_of_their_own_unseen(world):
    """What comes in is sealed to that key, too: the inspector, the auditors and the level above learn of it."""
    above = make_user("inspector", world.city, username="above")
    make_user("inspector", world.county, username="colleague")
    make_key_of(world.inspector)
    assert told_of("sealing_keys") == {"inspector", "auditor", above.username}
    Notice.objects.all().delete()
    make_sealing_key(world.inspector, "another passphrase", PASSPHRASE)
    assert told_of("sealing_keys") == {"inspector", "auditor", "above"}
    Notice.objects.all().delete()
    make_key_of(world.observer)
    assert told_of("sealing_keys") == {"observer"}


def test_a_handler_asks_for_the_shares_of_a_reporter_unseen(world):
    make_user("inspector", world.city, username="above")
    make_key_of(world.auditor, make_user("auditor", world.province, username="second"), world.inspector)
    signal = told(world)
    Notice.objects.all().delete()
    ask_for_recovery(signal, by=world.inspector, reason="忘记口令")
    assert told_of("recoveries") == {"inspector", "auditor", "second", "above"}
    assert all(TEXT[:6] not in notice.name for notice in Notice.objects.all())


def secret_of(observer: Any) -> dict[str, Any]:
    """What finds the observer's own reports again."""
    return {"secret": open_reports(observer, PASSPHRASE)}


def told(world: Any, **facts: Any) -> Signal:
    """A direct report of the observer, which the inspector handles."""
    make_key_of(world.inspector)
    signal = Signal(unit=world.unit, text=TEXT, **facts)
    receive(signal, by=world.observer, identity={})
    signal.perform("take", by=world.inspector)
    return signal


def test_a_look_stays_unseen(world):
    above, aside = make_user("inspector", world.city), make_user("inspector", world.county)
    signal = told(world)
    Notice.objects.all().delete()
    look_at_reporter(signal, by=world.inspector, reason="约见核实", passphrase=PASSPHRASE)
    for person in (above, world.auditor):
        notice = person.notices.get()
        assert (notice.kind, notice.why) == ("looks", "约见核实") and str(signal.pk) in notice.name
    assert not aside.notices.exists() and not world.inspector.notices.exists()


def test_whoever_found_an_open_session_looks_without_the_second_factor(world, signed_in, settings):
    settings.FACTOR_FOR_LOOKS = True
    signal = told(world)
    Authenticator.objects.create(user=world.inspector, type="totp", data={"secret": "x"})
    client = signed_in(world.inspector)
    answer = client.post(f"{signal.get_absolute_url()}reporter/", {"reason": "核实", "passphrase": PASSPHRASE})
    assert answer.status_code == 302 and "/factors/" in answer.url and signal.looks.count() == 0
    session = client.session
    record_authentication(SimpleNamespace(session=session), world.inspector, "mfa", type="totp")
    session.save()
    answer = client.post(f"{signal.get_absolute_url()}reporter/", {"reason": "核实", "passphrase": PASSPHRASE})
    assert answer.status_code == 200 and signal.looks.count() == 1


def test_the_handler_looks_after_the_end(world):
    signal = told(world)
    concluded(signal, world.inspector)
    with pytest.raises(NotAllowed):
        look_at_reporter(signal, by=world.inspector, reason="好奇", passphrase=PASSPHRASE)


def test_a_handler_whose_role_was_withdrawn_looks(world):
    signal = told(world)
    world.inspector.grants.update(withdrawn_at=timezone.now())
    with pytest.raises(NotAllowed):
        look_at_reporter(signal, by=User.objects.get(pk=world.inspector.pk), reason="核实", passphrase=PASSPHRASE)


def test_whoever_has_a_dump_and_the_keys_of_the_server_opens_who_told(world):
    signal = told(world)
    sealed = Reporter.objects.get(signal=signal).sealed
    keys = MultiFernet([Fernet(key) for key in configured.REPORTER_KEYS])
    with pytest.raises(InvalidToken):
        keys.decrypt(sealed.encode())
    dump = everything().replace(str(world.observer), "").replace(PASSPHRASE, "")
    for key in SealingKey.objects.all():  # what is kept of a key is no key
        with pytest.raises(WrongPassphrase):
            unwrap_key(key.wrapped, configured.SECRET_KEY)
    assert sealed in dump


def test_whoever_has_a_dump_and_the_keys_of_the_server_tries_all_accounts(world):
    make_key_of(world.observer)
    first, second = Signal(unit=world.unit, text=TEXT), Signal(unit=world.unit, text=TEXT)
    for signal in (first, second):
        receive(signal, by=world.observer, identity={}, **secret_of(world.observer))
    for text in (world.observer.pk, world.observer.username, world.observer.name):
        digest = salted_hmac("riskwarnings.sender", str(text), algorithm="sha256").hexdigest()
        assert digest not in everything()
    assert first.sender != second.sender  # nor does one who is found give the others away


def test_an_administrator_sets_the_password_of_the_handler_and_looks(world, signed_in):
    signal = told(world)
    world.inspector.set_password("set by the administrator")
    world.inspector.save()
    client = signed_in(world.inspector)
    answer = client.post(
        f"{signal.get_absolute_url()}reporter/", {"reason": "核实", "passphrase": "set by the admin"}
    )
    assert world.observer.username not in answer.content.decode() and signal.looks.count() == 0
    client.post("/warnings/key/", {"new": "a key of their own", "again": "a key of their own"})
    answer = client.post(
        f"{signal.get_absolute_url()}reporter/", {"reason": "核实", "passphrase": "a key of their own"}
    )
    assert world.observer.username not in answer.content.decode() and signal.looks.count() == 0


def test_one_auditor_alone_opens_who_told(world):
    make_key_of(world.auditor)
    second = make_user("auditor", world.province)
    make_key_of(second)
    signal = told(world)
    request = ask_for_recovery(signal, by=world.inspector, reason="核实")
    for _n in range(2):
        recover(request, by=world.auditor, passphrase=PASSPHRASE)
    key, private = open_key_of(world.auditor, PASSPHRASE)
    for copy in signal.reporter.copies.filter(key=key):
        secret = open_by(private, copy.sealed, f"{copy.reporter_id}/{copy.pair}/{copy.share}")
        with pytest.raises(InvalidTag):
            disclose(signal.reporter.sealed, secret)
    assert "observer" not in str(request.__dict__)


def test_passphrases_are_tried_one_after_the_other(world):
    signal = told(world)
    for _n in range(10):
        with pytest.raises(NotAllowed):
            look_at_reporter(signal, by=world.inspector, reason="核实", passphrase="a guess")
    with pytest.raises(NotAllowed):
        look_at_reporter(signal, by=world.inspector, reason="核实", passphrase=PASSPHRASE)


def test_the_next_person_at_the_same_browser_reads_the_reports(world, signed_in):
    make_key_of(world.observer)
    client = signed_in(world.observer)
    client.post("/warnings/reports/open/", {"passphrase": PASSPHRASE})
    data = {"unit": world.unit.code, "occurred_on": "2011-11-01", "text": TEXT}
    report = client.post("/warnings/reports/new/", data).url
    assert client.get(report).status_code == 200
    client.force_login(
        make_user("observer", world.county), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert (
        client.get(report).status_code in (302, 404) and TEXT not in client.get("/warnings/reports/").content.decode()
    )
