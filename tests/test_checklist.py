"""The checklist of docs/ and `manage.py check --deploy` are one: each line with a number is asked, nothing else."""

import re
from datetime import timedelta

import pytest
from django.core.checks import run_checks

from riskcontrol.environment import BASE
from tests.factories import World, make_user

pytestmark = pytest.mark.any_database

TEXT = (BASE / "docs/checklist.md").read_text()
LISTED = re.findall(r"^\| ([EW]\d{3}) \|", TEXT, re.M)
PRODUCTION = {
    "DEBUG": False,
    "DEMO": False,
    "SECURE_SITE": True,
    "SITE_URL": "https://register.example.cn",
    "ALLOWED_HOSTS": ["register.example.cn"],
    "PROXY_COUNT": 1,
    "DATABASE_URL": "postgres://serving@db/register",
    "REDIS_URL": "redis://cache/0",
    "FACTOR_FOR_LOOKS": True,
    "EMAIL_URL": "smtp://mail",
}


def asked_in_the_code():
    files = [file for file in BASE.glob("*/**/*.py") if not {".venv", "node_modules", "tests"} & set(file.parts)]
    text = "\n".join(file.read_text() for file in files)
    return set(re.findall(r'"riskcontrol\.([EW]\d{3})"', text)) | set(re.findall(r'yield[\s(]+"(W\d{3})"', text))


def test_the_list_and_the_checks_have_the_same_numbers():
    assert len(LISTED) == len(set(LISTED))
    assert set(LISTED) == asked_in_the_code()


@pytest.fixture
def production(db, settings, tmp_path):
    """An installation that lacks nothing."""
    from oversight.checkpoints.choices import CheckpointKind
    from oversight.checkpoints.taking import take_checkpoint

    settings.VAR = tmp_path
    (tmp_path / "files").mkdir(mode=0o700)
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    world = World()
    make_user("administrator", world.province)
    world.checkpoint = take_checkpoint(CheckpointKind.HOUR)
    return settings


def warned():
    found = run_checks(databases=["default"], include_deployment_checks=True)
    return {str(message.id).partition(".")[2] for message in found if str(message.id).startswith("riskcontrol.W")}


def test_an_installation_that_lacks_nothing_is_warned_of_nothing(production):
    assert warned() == set()


@pytest.mark.parametrize(
    ("number", "name", "value"),
    [
        ("W001", "DEMO", True),
        ("W002", "SECURE_SITE", False),
        ("W003", "SITE_URL", "http://register.example.cn"),
        ("W003", "SITE_URL", "https://localhost"),
        ("W004", "ALLOWED_HOSTS", ["register.example.cn", "*"]),
        ("W004", "ALLOWED_HOSTS", ["localhost"]),
        ("W005", "PROXY_COUNT", 0),
        ("W007", "FACTOR_FOR_LOOKS", False),
        ("W008", "EMAIL_URL", ""),
    ],
)
def test_a_setting_that_is_not_as_it_should_be_is_named(production, number, name, value):
    setattr(production, name, value)
    assert warned() == {number}


def test_embedded_servers_are_named(production, monkeypatch):
    monkeypatch.setattr("riskcontrol.embedded.urls", lambda _var: ("postgres://serving@db/register", "unix://x"))
    assert warned() == {"W006"}


def test_keys_that_others_read_are_named(production, tmp_path):
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)
    assert warned() == {"W009"}


def test_too_few_people_are_named(production):
    from accounts.models import User

    User.objects.filter(username="auditor").update(is_active=False)
    assert warned() == {"W010"}


def test_a_log_that_nobody_seals_is_named(production, monkeypatch):
    from oversight.checkpoints.models import Checkpoint

    later = Checkpoint.objects.get().at + timedelta(hours=3)
    monkeypatch.setattr("riskcontrol.deployment.timezone.now", lambda: later)
    assert warned() == {"W011"}
