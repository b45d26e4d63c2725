"""Stored secrets and the keys that open them: a start without the right key is refused, a new key takes over."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command

from accounts.channels import Channel

OLD, NEW = "old" * 20, "new" * 20


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


def refusals() -> list[str]:
    return [e.msg for e in run_checks(tags=[Tags.database], databases=["default"]) if e.id == "riskcontrol.E005"]


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


def test_a_rotation_that_lacks_a_key_changes_nothing(stored, settings):
    before = Authenticator.objects.get().data, Channel.objects.get().sealed
    settings.SECRET_KEY = NEW
    with pytest.raises(CommandError) as refused:
        call_command("rotate_secrets")
    assert "SECRET_KEY_FALLBACKS" in str(refused.value)
    assert (Authenticator.objects.get().data, Channel.objects.get().sealed) == before
