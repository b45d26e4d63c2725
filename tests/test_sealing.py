"""Who told a signal, sealed to people: who opens it, how it is handed on, recovered, and taken from the old seals."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.utils.crypto import salted_hmac

from ground.lifecycle.machine import NotAllowed
from riskwarnings.models import Reporter, SealedCopy, Signal
from riskwarnings.reports import (
    ask_for_recovery,
    look_at_reporter,
    open_reports,
    receive,
    recover,
    sent_with,
    share_reporter,
)
from riskwarnings.sealing import make_sealing_key
from tests.factories import PASSPHRASE, make_key_of, make_user

pytestmark = pytest.mark.any_database

TEXT = "交通局窗口要求申请人到指定公司办理检测，否则不予受理。"


def told(world, **facts):
    """A direct report of the observer, in a register where the inspector has a sealing key."""
    make_key_of(world.inspector)
    signal = Signal(unit=world.unit, text=TEXT, **facts)
    code = receive(signal, by=world.observer, identity={}, secret=b"of the observer")
    return signal, code


def look(signal, by, reason):
    return look_at_reporter(signal, by=by, reason=reason, passphrase=PASSPHRASE)


def test_what_the_keys_of_the_server_sealed_is_sealed_to_people(world, settings):
    signal, _code = told(world)
    signal.perform("take", by=world.inspector)
    SealedCopy.objects.all().delete()
    old = Fernet(settings.REPORTER_KEYS[0]).encrypt(b'{"account": "observer", "name": "x"}').decode()
    Reporter.objects.update(sealed=old)
    with pytest.raises(NotAllowed):
        look(signal, world.inspector, "核实")
    call_command("reseal_reporters", verbosity=0)
    settings.REPORTER_KEYS = [Fernet.generate_key().decode()]
    assert look(signal, world.inspector, "核实")["account"] == "observer"


def test_what_the_keys_at_hand_do_not_open_is_counted_and_left_alone(world, settings):
    told(world)
    told(world)
    SealedCopy.objects.all().delete()
    first, second = Reporter.objects.order_by("pk")
    lost = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    Reporter.objects.filter(pk=first.pk).update(sealed=lost)
    known = Fernet(settings.REPORTER_KEYS[0]).encrypt(b'{"name": "x"}').decode()
    Reporter.objects.filter(pk=second.pk).update(sealed=known)
    with pytest.raises(CommandError, match="1 open with none"):
        call_command("reseal_reporters", verbosity=0)
    second.refresh_from_db()
    assert Reporter.objects.get(pk=first.pk).sealed == lost and second.sealed.startswith("2.")


def test_an_observer_finds_their_own_reports_and_those_of_before_their_key(world, settings):
    mine, _code = told(world)
    make_key_of(world.observer)
    before = salted_hmac("riskwarnings.sender", str(world.observer.pk), algorithm="sha256").hexdigest()
    Signal.objects.filter(pk=mine.pk).update(sender=before)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key-of-this-register"
    secret = open_reports(world.observer, PASSPHRASE)
    second = Signal(unit=world.unit, text=TEXT)
    receive(second, by=world.observer, identity={}, secret=secret)
    assert list(sent_with(secret)) == [second, mine] and list(sent_with(b"of another")) == []
    mine.refresh_from_db()
    assert mine.sender not in (before, second.sender)


def test_who_is_told_before_anybody_has_a_key_is_not_kept(world):
    signal = Signal(unit=world.unit, text=TEXT)
    receive(signal, by=world.observer, identity={})
    assert signal.is_anonymous and not Reporter.objects.exists()


def test_a_signal_is_handed_on_with_its_reporter(world):
    signal, _code = told(world)
    signal.perform("take", by=world.inspector)
    colleague = make_user("inspector", world.county)
    make_key_of(colleague)
    share_reporter(signal, colleague, by=world.inspector, reason="出差", passphrase=PASSPHRASE)
    with pytest.raises(NotAllowed):
        look(signal, colleague, "核实")
    signal.perform("hand_on", by=world.inspector, reason="出差", handler=colleague)
    assert look(signal, colleague, "核实")["account"] == "observer"


def test_two_auditors_open_it_for_a_handler_to_whom_it_was_not_sealed(world):
    second = make_user("auditor", world.province)
    make_key_of(world.auditor, second)
    signal, _code = told(world)
    signal.perform("take", by=world.inspector)
    make_sealing_key(world.inspector, "another passphrase")  # the old one is forgotten
    with pytest.raises(NotAllowed):
        look_at_reporter(signal, by=world.inspector, reason="核实", passphrase="another passphrase")
    request = ask_for_recovery(signal, by=world.inspector, reason="忘记口令")
    recover(request, by=world.auditor, passphrase=PASSPHRASE)
    with pytest.raises(NotAllowed):
        look_at_reporter(signal, by=world.inspector, reason="核实", passphrase="another passphrase")
    recover(request, by=second, passphrase=PASSPHRASE)
    found = look_at_reporter(signal, by=world.inspector, reason="核实", passphrase="another passphrase")
    assert found["account"] == "observer"


def test_a_passphrase_is_changed_and_the_key_stays(world):
    signal, _code = told(world)
    signal.perform("take", by=world.inspector)
    with pytest.raises(NotAllowed):
        make_sealing_key(world.inspector, "another passphrase", "a wrong one")
    make_sealing_key(world.inspector, "another passphrase", PASSPHRASE)
    found = look_at_reporter(signal, by=world.inspector, reason="核实", passphrase="another passphrase")
    assert found["account"] == "observer"
