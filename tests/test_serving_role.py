"""Who serves cannot do what only the owner of the tables may: no trigger off, no table emptied, no log rewritten."""

import signal
import subprocess
import sys

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from riskcontrol import checked_start, checks
from riskcontrol.checks import refuse_to_serve, serves_as_little
from riskcontrol.database_roles import grant
from tests.processes import ROOT, environment

ROLE = "riskcontrol_trial_serving"


@pytest.fixture
def serving(world):
    """The connection of the test as a role that only serves, as far as rights go."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")  # goes with the test's transaction
        assert grant(cursor, ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield world
        cursor.execute("RESET ROLE")


def refused(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT attempt")
        try:
            cursor.cursor.execute(query)
        except psycopg.errors.InsufficientPrivilege as error:
            return str(error)
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT attempt")
    return ""


@pytest.mark.parametrize(
    "query",
    [
        "ALTER TABLE riskpoints_riskpointevent DISABLE TRIGGER USER",
        "ALTER TABLE pghistory_context DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "TRUNCATE riskpoints_riskpointevent",
        "TRUNCATE riskpoints_riskpoint CASCADE",
        "UPDATE riskpoints_riskpointevent SET filed_by_id = NULL",
        "DELETE FROM riskpoints_riskpointevent",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM warnings_reporterlook",
        "UPDATE checkpoints_checkpoint SET digest = ''",
        "DROP TABLE checkpoints_checkpoint CASCADE",
        "DROP TRIGGER only_grows ON pghistory_context",
        "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "DELETE FROM django_migrations",
        "CREATE TABLE public.mine (id int)",
    ],
)
def test_it_cannot(serving, query):
    assert refused(query)


def test_it_can_do_the_work_of_the_register(serving):
    point = serving.registered()
    assert point.status == "registered"
    type(point).objects.filter(pk=point.pk).update(name="改过")


def test_it_takes_checkpoints_and_verifies(serving):
    from oversight.checkpoints.choices import CheckpointKind
    from oversight.checkpoints.taking import take_checkpoint
    from oversight.checkpoints.verification import verify

    serving.registered()
    take_checkpoint(CheckpointKind.HOUR)
    assert verify().faults == []


def test_an_owner_or_superuser_does_not_serve(db):
    [problem] = serves_as_little(databases=["default"])
    assert problem.id == "riskcontrol.E004" and "create_serving_role" in problem.hint
    with pytest.raises(ImproperlyConfigured, match="riskcontrol"):
        refuse_to_serve()


WORKER = [sys.executable, "-m", "celery", "-A", "riskcontrol", "worker", "--pool", "solo"]


def test_a_worker_of_an_owner_ends_with_the_reason(db):
    worker = subprocess.run(WORKER, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=120)
    assert worker.returncode and "create_serving_role" in worker.stderr


def test_a_web_that_finds_itself_the_owner_once_the_database_is_back_ends(db, monkeypatch, settings):
    ended = []
    monkeypatch.setattr(checked_start.os, "kill", lambda _pid, number: ended.append(number))
    monkeypatch.setattr(checked_start, "may_start", lambda: False)
    web = checked_start.CheckedApplication(lambda _environ, _start: [b"served"])
    assert web({"PATH_INFO": "/units/"}, None) == [b"served"]  # which tells the outage
    monkeypatch.setattr(checked_start, "may_start", checks.may_start)
    monkeypatch.setattr(checks.connections, "close_all", lambda: None)
    assert web({"PATH_INFO": "/healthz"}, None) == [b"served"] and not ended
    told = []
    assert web({"PATH_INFO": "/units/"}, lambda *answer: told.append(answer)) == []
    assert ended == [signal.SIGTERM] and told[0][0].startswith("503")


def test_the_serving_role_serves(serving):
    assert serves_as_little(databases=["default"]) == []


def test_in_the_demo_nothing_is_refused(db, settings):
    settings.DEMO = True
    assert checks.serves_as_little(databases=["default"]) == []
