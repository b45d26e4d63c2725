"""Stored secrets and the keys that open them: a start without the right key is refused, a new key takes over."""

import os
import re
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.channels import Channel
from oversight.checkpoints.choices import CheckpointKind
from oversight.checkpoints.keys import sign
from oversight.checkpoints.models import Checkpoint
from oversight.checkpoints.taking import take_checkpoint
from oversight.checkpoints.verification import verify
from riskcontrol import keyring
from riskcontrol.backups.passphrases import keys_at_hand
from riskcontrol.keyring import PUBLIC, RINGS, kept, public_half
from riskwarnings.models import Reporter, Signal
from riskwarnings.seals import open_by_server
from tests.processes import start

pytestmark = pytest.mark.any_database

OLD, NEW = "old" * 20, "new" * 20
FILES = {"secret_key", "reporter_keys", "checkpoint_keys"}


@pytest.fixture
def stored(world, settings):
    """A second factor and a channel, closed by OLD."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=world.liaison, type="totp", data={"secret": secret})
    channel = Channel(user=world.liaison, name="a", way="webhook")
    channel.seal("https://example.org/")
    channel.save()
    return channel


def refusals(of: str = "riskcontrol.E005") -> list[str]:
    return [e.msg for e in run_checks(tags=[Tags.database], databases=["default"]) if e.id == of]


def test_a_start_with_another_key_is_refused_by_name(stored, settings):
    assert refusals() == []
    settings.SECRET_KEY = NEW
    told = refusals()
    assert len(told) == 2 and "second factors" in told[0] and "channels" in told[1]
    assert all("SECRET_KEY" in sentence for sentence in told)


def test_a_new_key_takes_over_and_the_old_one_can_be_dropped(stored, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert refusals() == []
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
    call_command("rotate_secrets")
    settings.SECRET_KEY_FALLBACKS = []
    assert refusals() == []
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert Channel.objects.get().opened["address"] == "https://example.org/"


@pytest.mark.parametrize("at_hand", [[], [OLD]])
def test_a_rotation_that_lacks_a_key_changes_nothing(stored, settings, at_hand):
    """Neither where nothing opens, nor where only what comes last does not."""
    if at_hand:
        settings.SECRET_KEY = "lost" * 20
        stored.seal("https://example.org/")
        stored.save()
    before = Authenticator.objects.get().data, Channel.objects.get().sealed
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, at_hand
    with pytest.raises(CommandError) as refused:
        call_command("rotate_secrets")
    assert "SECRET_KEY_FALLBACKS" in str(refused.value)
    assert (Authenticator.objects.get().data, Channel.objects.get().sealed) == before


@pytest.fixture
def rings(stored, settings, tmp_path, monkeypatch):
    """An installation with every ring in its file, and something stored by each."""
    settings.VAR = tmp_path
    settings.REPORTER_KEYS = kept("REPORTER_KEYS", tmp_path)
    settings.CHECKPOINT_KEYS = kept("CHECKPOINT_KEYS", tmp_path)
    (tmp_path / "secret_key").write_text(OLD)
    for name in RINGS:
        monkeypatch.delenv(name, raising=False)
    signal = Signal.objects.create(unit=stored.user.grants.get().unit, text="反映", source="letter")
    closed = Fernet(settings.REPORTER_KEYS[0]).encrypt(b'{"name": "x"}').decode()
    Reporter.objects.create(signal=signal, sealed=closed)
    take_checkpoint(CheckpointKind.HOUR)
    return tmp_path


def started_anew(settings) -> None:
    """What the settings of the next start read."""
    settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = kept("SECRET_KEY", settings.VAR)
    settings.REPORTER_KEYS = kept("REPORTER_KEYS", settings.VAR)
    settings.CHECKPOINT_KEYS = kept("CHECKPOINT_KEYS", settings.VAR)


def everything_opens() -> bool:
    return (
        get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
        and Channel.objects.get().opened["address"] == "https://example.org/"
        and open_by_server(Reporter.objects.get().sealed) == {"name": "x"}
        and verify().faults == []
        and refusals() == refusals("riskcontrol.W012") == []
    )


def test_one_run_rotates_every_ring_and_what_was_before_can_go(rings, settings, capsys):
    before = {file: file.read_text() for file in rings.iterdir()}
    assert {file.name for file in before} == FILES
    call_command("keys", "--rotate")
    for file, key in before.items():
        kept_of_it = RINGS[file.name.upper()].behind(key)
        assert file.read_text().splitlines()[1:] == [kept_of_it] and file.stat().st_mode & 0o777 == 0o600
    assert before[rings / "checkpoint_keys"] not in (rings / "checkpoint_keys").read_text()
    started_anew(settings)
    assert everything_opens()
    call_command("keys", "--drop-old")
    started_anew(settings)
    assert everything_opens() and settings.SECRET_KEY_FALLBACKS == [] and len(settings.REPORTER_KEYS) == 1
    assert len(settings.CHECKPOINT_KEYS) == 2  # what they signed is known by them
    said = capsys.readouterr().out
    assert (
        "1 second factors, 1 channels" in said and "1 reporters of before" in said and "keys of before stay" in said
    )


def test_a_rotation_that_was_killed_is_repeated(rings, settings, monkeypatch):
    """Whatever was reached: the file has the new key and nothing is closed by it, or the other way nothing at all."""

    def killed(*args):
        real(*args)
        raise KeyboardInterrupt

    real = keyring.keep
    monkeypatch.setattr("riskcontrol.management.commands.keys.keep", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("keys", "--rotate", "SECRET_KEY")
    started_anew(settings)
    assert settings.SECRET_KEY_FALLBACKS == [OLD] and everything_opens()
    monkeypatch.setattr("riskcontrol.management.commands.keys.keep", real)
    call_command("keys", "--rotate", "--drop-old", "SECRET_KEY")
    started_anew(settings)
    assert settings.SECRET_KEY_FALLBACKS == [] and everything_opens()


def test_a_key_that_something_needs_is_not_dropped_and_none_is_made_where_one_is_missing(rings, settings, capsys):
    needed = settings.REPORTER_KEYS
    settings.REPORTER_KEYS = [Fernet.generate_key().decode()]
    keyring.keep("REPORTER_KEYS", settings.REPORTER_KEYS, rings)
    for step in ("--rotate", "--drop-old"):
        keys = (rings / "reporter_keys").read_text()
        with pytest.raises(CommandError, match="reporters of before"):
            settings.REPORTER_KEYS = [*keys.split(), *(needed if step == "--drop-old" else ())]
            call_command("keys", step, "REPORTER_KEYS")
        assert (rings / "reporter_keys").read_text() == keys


def test_keys_are_named_and_never_shown(rings, settings, capsys, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", OLD)
    call_command("keys")
    said = capsys.readouterr().out
    assert all(name in said for name in RINGS) and "SECRET_KEY (environment)" in said
    secrets = [OLD, settings.ADDRESS_SECRET, *settings.REPORTER_KEYS, *settings.CHECKPOINT_KEYS]
    assert not any(key in said for key in secrets)
    call_command("keys", "--rotate", "SECRET_KEY")
    assert (rings / "secret_key").read_text() == OLD
    with pytest.raises(CommandError, match="No ring is called X"):
        call_command("keys", "X")


def test_a_missing_key_of_the_checkpoints_is_refused_and_one_of_reporters_warned_of(rings, settings):
    settings.CHECKPOINT_KEYS = [RINGS["CHECKPOINT_KEYS"].make()]
    settings.REPORTER_KEYS = [RINGS["REPORTER_KEYS"].make()]
    [refused], [warned] = refusals(), refusals("riskcontrol.W012")
    assert "CHECKPOINT_KEYS" in refused and "REPORTER_KEYS" in warned


def test_a_checkpoint_key_that_was_replaced_signs_nothing_and_is_known_by_its_public_half(rings, settings):
    """Three rotations: only the newest is whole; what each signed is verified, and a backup knows its keys."""
    prints = keys_at_hand()["CHECKPOINT_KEYS"]
    for _time in range(3):
        call_command("keys", "--rotate", "CHECKPOINT_KEYS")
        started_anew(settings)
        take_checkpoint(CheckpointKind.HOUR)
    whole, *halves = (rings / "checkpoint_keys").read_text().split()
    assert not whole.startswith(PUBLIC) and len(halves) == 3 and all(key.startswith(PUBLIC) for key in halves)
    assert verify().faults == [] and Checkpoint.objects.values("key").distinct().count() == 4
    assert keys_at_hand()["CHECKPOINT_KEYS"][3:] == prints
    settings.CHECKPOINT_KEYS = halves
    with pytest.raises(ImproperlyConfigured, match="must be a whole key"):
        sign(b"x")


def test_whole_keys_that_were_left_behind_the_first_become_halves_at_the_next_start(rings, settings):
    file, new = rings / "checkpoint_keys", RINGS["CHECKPOINT_KEYS"].make()
    [old] = settings.CHECKPOINT_KEYS
    file.write_text(f"{new}\n{old}")
    started_anew(settings)
    assert file.read_text().split() == settings.CHECKPOINT_KEYS == [new, public_half(old)]
    assert file.stat().st_mode & 0o777 == 0o600 and {at.name for at in rings.iterdir()} == FILES
    assert everything_opens()


def test_a_start_that_may_not_write_the_ring_leaves_it_as_it_is(rings, settings, monkeypatch):
    def refused(*args):
        raise PermissionError

    file, (old,) = rings / "checkpoint_keys", settings.CHECKPOINT_KEYS
    whole = f"{RINGS['CHECKPOINT_KEYS'].make()}\n{old}"
    file.write_text(whole)
    monkeypatch.setattr("riskcontrol.keyring.keep", refused)
    started_anew(settings)
    assert file.read_text() == whole and everything_opens()


def test_halves_of_a_ring_in_the_environment_are_named_for_the_operator(rings, settings, monkeypatch, capsys):
    [old] = settings.CHECKPOINT_KEYS
    settings.CHECKPOINT_KEYS = [RINGS["CHECKPOINT_KEYS"].make(), old]
    monkeypatch.setenv("CHECKPOINT_KEYS", ",".join(settings.CHECKPOINT_KEYS))
    with pytest.raises(CommandError, match=re.escape(public_half(old))):
        call_command("keys", "--drop-old", "CHECKPOINT_KEYS")
    settings.CHECKPOINT_KEYS = [settings.CHECKPOINT_KEYS[0], public_half(old)]
    call_command("keys", "--drop-old", "CHECKPOINT_KEYS")
    assert everything_opens()


def test_two_rotations_lose_no_key(rings, settings):
    """The second began before the first had ended, and knows nothing of its key."""
    call_command("keys", "--rotate")
    between = {name: (rings / name).read_text().split() for name in FILES}
    call_command("keys", "--rotate")
    for name, keys in between.items():
        behind = (rings / name).read_text().split()[1:]
        assert behind == [RINGS[name.upper()].behind(key) for key in keys]
    started_anew(settings)
    assert everything_opens()


def test_a_key_is_not_dropped_while_somebody_may_still_close_by_it(rings, settings):
    call_command("keys", "--rotate", "SECRET_KEY")
    started_anew(settings)
    file = rings / "secret_key"
    somebody = start(
        "from django.db import connection; connection.ensure_connection(); print('in', flush=True); input()"
    )
    try:
        assert somebody.stdout.readline() == "in\n"
        with pytest.raises(CommandError, match="younger than an hour"):
            call_command("keys", "--drop-old", "SECRET_KEY")
        assert len(file.read_text().split()) == 2
        os.utime(file, (time.time() - 3700,) * 2)
        call_command("keys", "--drop-old", "SECRET_KEY")
        assert len(file.read_text().split()) == 1
    finally:
        somebody.kill()
        somebody.wait()


def test_a_recovery_code_used_during_a_rotation_stays_used(rings, settings):
    """The rotation waits for who holds the row, instead of writing back what it read before."""
    with CaptureQueriesContext(connection) as queries:
        call_command("keys", "--rotate", "SECRET_KEY")
    [read] = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "mfa_authenticator" in q["sql"]]
    assert read.endswith("FOR UPDATE")
