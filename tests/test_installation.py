"""The embedded servers, the check of the database, the jobs and the translations."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ground.work import jobs
from ground.work.locks import alone
from ground.work.models import JobRun
from riskcontrol.checks import chinese_counts_as_letters
from riskcontrol.embedded.place import Place
from riskcontrol.environment import BASE


def test_chinese_counts_as_letters_here(db):
    assert chinese_counts_as_letters(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_drops_chinese_is_refused(settings):
    from django.db import connections

    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS riskcontrol_ascii")
        cursor.execute(
            "CREATE DATABASE riskcontrol_ascii TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER libc"
        )
    name = connections["default"].settings_dict["NAME"]
    connections["default"].close()
    try:
        connections["default"].settings_dict["NAME"] = "riskcontrol_ascii"
        assert [e.id for e in chinese_counts_as_letters(databases=["default"])] == ["riskcontrol.E002"]
    finally:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE riskcontrol_ascii")


def run(code: str, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "RISKCONTROL_VAR")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean | environment, cwd=BASE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


START = """
import os, signal, sys
from pathlib import Path
from riskcontrol import embedded
from riskcontrol.embedded import postgres, valkey
from riskcontrol.embedded.place import Place
import psycopg
from redis import Redis
var = Path(os.environ["RISKCONTROL_VAR"]); var.mkdir(exist_ok=True)
embedded.ensure(var)
database, redis = embedded.urls(var)
connection = psycopg.connect(database.replace("postgres://", "postgresql://"), autocommit=True)
"""


@pytest.fixture
def short_path():
    """A folder that others may pass through, with so short a path that the sockets find room below it."""
    folder = Path(tempfile.mkdtemp(prefix="rc-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux' process table")
def test_the_embedded_servers_keep_their_data_over_a_kill(short_path):
    folder = short_path / "风险 d'or 防控"
    var = str(folder)
    # A start before this one was killed while it made the folder of the data.
    (folder / "servers/unfinished").mkdir(parents=True)
    (folder / "servers/unfinished/PG_VERSION").write_text("18")
    assert Place.below(folder).sockets.is_relative_to(folder)
    run(
        START
        + """
connection.execute("CREATE TABLE kept (n int)"); connection.execute("INSERT INTO kept VALUES (7)")
Redis.from_url(redis).set("kept", "7")
place = Place.below(var)
import time; time.sleep(1.2)  # Valkey writes its log to disk every second
os.kill(int((place.home / "postgres/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
os.kill(int((place.home / "valkey/valkey.pid").read_text()), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL) if False else os._exit(0)
""",
        RISKCONTROL_VAR=var,
    )
    said = run(
        START + "print(connection.execute('SELECT n FROM kept').fetchone()[0], Redis.from_url(redis).get('kept'))",
        RISKCONTROL_VAR=var,
    )
    assert said.split() == ["7", "b'7'"]


def test_the_embedded_servers_are_closed_to_others():
    place = Place.below(Path(os.environ["RISKCONTROL_VAR"]))
    if not (place.home / "postgres").exists():
        pytest.skip("the tests run on a server of the user's own")
    for folder in (place.home, place.sockets):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((place.home / "password").stat().st_mode) == 0o600
    configuration = (place.home / "postgres/pg_hba.conf").read_text()
    rules = [line.split()[-1] for line in configuration.splitlines() if line and not line.startswith("#")]
    assert set(rules) == {"scram-sha-256"}
    assert "listen_addresses = ''" in (place.home / "postgres/postgresql.auto.conf").read_text()


def test_a_job_leaves_a_row_and_runs_alone(world):
    done = jobs.run("recount")
    assert (done.outcome, done.detail["wrong_count"]) == (JobRun.Outcome.DONE, 0)


@pytest.mark.django_db(transaction=True)
def test_a_second_run_at_the_same_time_is_skipped():
    import threading

    from django.db import connections

    with alone("snapshot"):
        outcome = []

        def work():
            outcome.append(jobs.run("snapshot").outcome)
            connections.close_all()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert outcome == [JobRun.Outcome.SKIPPED]


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_in_a_real_worker(worker):
    """Celery takes the job from the broker, runs it, and the page of the staff finds the row."""
    import time

    from oversight.coverage.tasks import snapshot

    snapshot.delay()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not JobRun.objects.filter(outcome="done").exists():
        time.sleep(0.2)
    assert JobRun.objects.get(name="snapshot").outcome == JobRun.Outcome.DONE


def test_every_text_is_translated():
    call_command("messages", "--check")


@pytest.mark.django_db
@pytest.mark.parametrize("named", [[], ["--second", "zwei", "吴管理"], ["--auditor", "shen", "郑审计"]])
def test_a_register_does_not_begin_with_one_administrator_or_without_an_auditor(named):
    from accounts.models import User

    with pytest.raises(CommandError, match="two administrators and an auditor"):
        call_command("create_administrator", "admin", "钱管理", *named)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_empty_register_gets_two_administrators_and_an_auditor(monkeypatch, signed_in):
    import io

    from accounts.models import User
    from ground.lifecycle.roles import Role
    from units.models import Unit

    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-enough-password\n" * 3))
    others = ["--second", "zwei", "吴管理", "--auditor", "shen", "郑审计"]
    call_command("create_administrator", "admin", "钱管理", *others)
    with pytest.raises(CommandError, match="on the pages"):
        call_command("create_administrator", "drei", "赵管理")
    top = Unit.objects.get(code="Q331003")
    held = {"admin": Role.ADMINISTRATOR, "zwei": Role.ADMINISTRATOR, "shen": Role.AUDITOR}
    for name, role in held.items():
        assert User.objects.get(username=name).holds((role,), at=top)
    user = User.objects.get(username="admin")
    assert user.must_change_password
    user.must_change_password = False
    user.save()
    client = signed_in(user)
    for address in ("/", "/units/", "/accounts/", "/units/officials/", "/coverage/jobs/", "/units/new/"):
        assert client.get(address, follow=True).status_code == 200
    assert signed_in(user).get("/boards/").status_code == 200


def test_a_register_of_one_administrator_gets_the_second_and_its_people_are_told(world, monkeypatch):
    import io

    from accounts.models import User

    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-enough-password\n"))
    call_command("create_administrator", "zwei", "吴管理")
    assert User.objects.get(username="zwei").must_change_password
    for person in (world.administrator, world.auditor):
        assert "吴管理" in str(person.notices.get())
    assert not User.objects.get(username="zwei").notices.exists()
