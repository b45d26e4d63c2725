"""Work in the background: alone, again after a kill, not for ever; and the list of what runs by itself."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import OperationalError
from django.utils.module_loading import import_string
from django.utils.translation import override

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming import import_work, requests
from exchange.workbooks.models import Export
from exchange.workbooks.outgoing import export_work
from ground.work import runners, tasks
from ground.work.locks import alone
from ground.work.models import Work
from ground.work.runners import KILLED, MOST_TRIES, runner_of
from ground.work.sql_files import sql
from measures import control_plans
from oversight.checkpoints import requests as verifications
from oversight.index import computations
from powers.models import Domain
from riskcontrol.locks import NAMES, key_of
from riskcontrol.schedule import JOBS, WORK
from riskpoints.models import RiskPoint
from riskwarnings import assessments, dry_runs
from riskwarnings.models import DryRun
from tests.factories import make_period, make_plan, make_post, make_sheet
from tests.import_files import read, workbook

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("own_files")]

HEAD = ["岗位", "风险点", "风险类别", "风险等级", "防控措施"]
SHEET = workbook((HEAD, [["科长", "泄露底价", "业务流程", "中", "封存底价"]]))
SURVEYED = (("群众评议", "survey", 100),)


def broken(*_args, **_options):
    raise RuntimeError("the disk is full")


def asked_for(world):
    """A row of each kind of work that waits for a worker: the rows by the name of their kind."""
    source = read(SHEET, by=world.liaison, unit=world.unit)
    requests.write(source, send=False)
    part = assessments.begin().parts.get(area=world.city)
    run = DryRun.objects.create(
        code="measures_overdue",
        parameters={"days": 10, "least": 1, "pause": 0},
        unit=world.county,
        by=world.inspector,
    )
    period = make_period(world.county, sheet=make_sheet(world.county, SURVEYED))
    period.perform("compute", by=world.inspector)
    plan = make_plan(world.domain)
    control_plans.want(plan, {"low": {"least": 3, "methods": []}}, by=world.inspector)
    plan.save()
    export = Export.objects.create(by=world.liaison, form="risk_points", query="")
    computation = period.computations.get()
    return {
        "import": source,
        "export": export,
        "control_plan": plan,
        "dry_run": run,
        "index": computation,
        "assessment": part,
        "verification": verifications.ask(world.auditor),
    }


@pytest.fixture
def waiting(world):
    make_post(world.unit, name="科长")
    world.domain = Domain.objects.first()
    return asked_for(world)


def test_one_task_goes_on_with_whatever_was_left_of_every_kind(waiting):
    assert set(waiting) == set(WORK)
    assert all(row.is_at_work and not row.is_done for row in waiting.values())
    tasks.resume()
    for name, row in waiting.items():
        row.refresh_from_db()
        assert row.is_done and row.finished_at and row.error == "", (name, row.error)
        assert not runner_of(name).unfinished(), name
    assert RiskPoint.objects.count() == 1


def test_what_killed_every_worker_ends_with_an_error_that_its_person_sees(waiting, world, signed_in):
    for row in waiting.values():
        type(row).objects.filter(pk=row.pk).update(tries=MOST_TRIES)
    tasks.resume()
    for name, row in waiting.items():
        row.refresh_from_db()
        assert row.has_failed and row.error == KILLED and not row.is_at_work, name
    assert not RiskPoint.objects.exists()
    assert waiting["import"].status == ImportStatus.FAILED and "出现错误" in waiting["import"].sentence
    liaison, inspector = signed_in(world.liaison), signed_in(world.inspector)
    for client, row in ((liaison, waiting["import"]), (liaison, waiting["export"])):
        assert "alert-danger" in client.get(row.get_absolute_url()).content.decode()
    for address in (
        waiting["control_plan"].get_absolute_url(),
        waiting["index"].period.get_absolute_url(),
        f"/warnings/rules/tried/{waiting['dry_run'].pk}/",
    ):
        page = inspector.get(address).content.decode()
        assert "系统出错" in page and "hx-get" not in page.split("<main")[1].split("</main")[0], address
    page = signed_in(world.auditor).get("/checkpoints/").content.decode()
    assert "alert-danger" in page and "hx-get" not in page.split("<main")[1].split("</main")[0]
    [shown, *_others] = assessments.recent()
    assert shown["failed"] and shown["percent"] == 50 and not shown["is_at_work"]


def test_an_error_ends_what_a_person_waits_for_and_the_rest_is_tried_again(waiting, monkeypatch):
    monkeypatch.setattr(export_work, "as_workbook", broken)
    monkeypatch.setattr(import_work, "judge", broken)
    monkeypatch.setattr(dry_runs, "hold_units", broken)
    monkeypatch.setattr(verifications, "verify", broken)
    monkeypatch.setattr(assessments, "run_rules", broken)
    monkeypatch.setattr(computations, "_score", broken)
    monkeypatch.setattr(control_plans, "_replace", broken)
    tasks.resume()
    for name, row in waiting.items():
        row.refresh_from_db()
        assert "the disk is full" in row.error, name
        assert (row.tries, row.is_at_work) == (1, runner_of(name).is_tried_again), name
    for _n in range(MOST_TRIES):
        tasks.resume()
    for row in waiting.values():
        row.refresh_from_db()
        assert row.has_failed and row.finished_at and row.tries <= MOST_TRIES
    assert waiting["import"].sentence and waiting["control_plan"].wanted


def test_a_database_that_goes_away_in_the_middle_fails_nothing(waiting, monkeypatch):
    def away(*_args, **_options):
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as outage:
        outage.setattr(export_work, "as_workbook", away)
        outage.setattr(import_work, "judge", away)
        tasks.resume()
    for name in ("import", "export"):
        waiting[name].refresh_from_db()
        assert waiting[name].is_at_work and waiting[name].tries == 1, name
    tasks.resume()
    assert Export.objects.get().is_done and RiskPoint.objects.count() == 1


def test_what_failed_begins_anew_when_it_is_asked_for_again(waiting, world):
    plan = waiting["control_plan"]
    plan.fail("…")
    control_plans.want(plan, {"low": {"least": 4, "methods": []}}, by=world.inspector)
    plan.save()
    assert control_plans.put_in_force() == 1
    plan.refresh_from_db()
    assert plan.is_done and control_plans.in_force(plan)["low"]["least"] == 4


def test_the_next_step_of_an_import_has_its_own_tries(waiting, world):
    source = read(SHEET, by=world.liaison, unit=world.unit)
    assert source.is_ready and source.tries == 0


def test_every_model_of_work_has_a_runner_in_the_list():
    models = {model for model in apps.get_models() if issubclass(model, Work)}
    assert {runner_of(name).rows.model for name in WORK} == models
    assert all(runner_of(name).name == name for name in WORK)


def test_locks_have_names_and_each_its_own_key():
    keys = {key_of(name) for name in NAMES}
    assert len(keys) == len(NAMES)
    assert all(-(2**31) <= half < 2**31 for key in keys for half in key)
    assert key_of("import", 2**31 + 5)[1] == 5 - 2**31
    with pytest.raises(LookupError), alone("whatever"):
        pass


def test_what_the_settings_run_is_what_the_list_says():
    assert {name: entry["task"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()} == {
        name: job.task for name, job in JOBS.items()
    }
    for job in JOBS.values():
        assert import_string(job.task).name == job.task


def test_every_job_and_every_kind_of_work_is_told_to_those_who_run_it():
    text = (settings.BASE / "docs" / "deploy.md").read_text()
    told = [re.split(r" *\| *", line.strip("| ")) for line in text.splitlines() if line.startswith("| `")]
    with override("en"):
        jobs = [
            [f"`{name}`", job.when + ", at the start of a worker" * job.at_start, str(job.explained)]
            for name, job in JOBS.items()
        ]
        kinds = [[f"`{name}`", str(kind.explained)] for name, kind in WORK.items()]
    for row in (*jobs, *kinds):
        assert row in told, f"docs/deploy.md lacks the row | {' | '.join(row)} |"


def test_a_worker_that_starts_goes_on_at_once(monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.current_app, "send_task", sent.append)
    tasks.begin_at_once()
    assert {"ground.work.tasks.resume", "riskwarnings.tasks.assess_changed"} == set(sent)


def test_files_of_sql_are_read_once():
    assert sql("oversight.index", "score") is sql("oversight.index", "score")
    assert "interest" in sql("riskwarnings", "indicators/interest_declared")
    assert runners.MOST_TRIES > 1
