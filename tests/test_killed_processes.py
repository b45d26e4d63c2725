"""kill -9 of web, worker, PostgreSQL and Valkey in the middle of all work: nothing is lost, nothing is done twice.

One register of its own is started once and loses its parts in turn. A gate in its database holds each piece of work
just before it is finished, which is the worst moment; `manage.py serve` starts again what was killed.
"""

import http.server
import json
import os
import pwd
import random
import secrets
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from accounts import deliveries
from accounts.channels import Channel, Delivery
from accounts.notices import Notice
from exchange.workbooks.incoming import requests
from exchange.workbooks.outgoing import export_work
from oversight.index.models import Figure
from riskcontrol import embedded
from riskcontrol.embedded import postgres, valkey
from riskpoints.models import RiskPoint
from riskwarnings import assessments
from riskwarnings.models import Warning
from tests import gates
from tests.factories import World, make_measure, make_period, make_point, make_post, make_sheet, make_unit
from tests.import_files import read, workbook
from tests.processes import ROOT, until
from tests.whole_register import KILLABLE, PATIENCE, whole_register

# The register that is started brings its own PostgreSQL, so a second one proves nothing more.
pytestmark = [pytest.mark.xdist_group("killed"), pytest.mark.timeout(900), pytest.mark.any_database]

HEAD = ["岗位", "风险点", "风险类别", "风险等级", "防控措施"]
FEW = 5


class Receiver:
    """The other side of a webhook: how often each notice came, by its number."""

    def __init__(self):
        came = self.came = Counter()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                came.update(notice["id"] for notice in told["notices"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_args): ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture(scope="module")
def register(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), whole_register() as started:
        with started.database() as database:
            gates.make(database)
        started.world = World()
        started.receiver = Receiver()
        channel = Channel(user=started.world.head, way="webhook", name="办公系统")
        channel.seal(started.receiver.url)
        channel.save()
        yield started
        started.receiver.server.shutdown()
        connection.close()


def begin_all_work(register, number):
    """One of each kind, as a person or the clock asked for it; in units of its own."""
    world, name = register.world, f"第{number}轮"
    # Something overdue in units of their own, for the rules to find.
    units = [make_unit(world.county, name=f"{name}单位{n}") for n in range(FEW)]
    for unit in units:
        make_measure(make_point(unit), due_on=timezone.localdate() - timedelta(days=20))
    drafts = [make_point(world.unit, name=f"{name}上报{n}") for n in range(FEW)]
    for point in drafts:
        make_measure(point, accountable_post=make_post(world.unit))
    make_post(world.unit, name=f"{name}岗位")
    rows = [[f"{name}岗位", f"{name}导入{n}", "业务流程", "中", "封存底价"] for n in range(FEW)]
    source = read(workbook((HEAD, rows)), by=world.liaison, unit=world.unit)
    requests.write(source, send=False)
    export = export_work.ask("risk_points", "", by=world.liaison)
    period = make_period(world.county, sheet=make_sheet(world.county, (("群众评议", "survey", 100),)))
    period.perform("compute", by=world.inspector)
    part = assessments.begin().parts.get(area=world.city)
    notice = Notice.objects.create(user=world.head, kind="act", url="/riskpoints/work/")
    work = {"import": source, "export": export, "index": period.computations.get(), "assessment": part}
    for kind, row in work.items():
        register.have_done("ground.work.tasks.go_on", kind, row.pk)
    register.have_done("accounts.tasks.deliver")
    return SimpleNamespace(name=name, units=units, drafts=drafts, work=work, notice=notice, period=period)


def file_and_report(register, begun, failures):
    """What people do meanwhile: file what is drafted, and write down something new."""
    by = register.world.liaison
    facts = {"unit": register.world.unit.pk, "step": None, "manifestation": "会后透露", "risk_class": "duty"}
    try:
        for number, point in enumerate(begun.drafts):
            register.insist(f"/api/v1/risk-points/{point.pk}/file/", by, {})
            register.insist("/api/v1/risk-points/", by, facts | {"name": f"{begun.name}新写{number}"})
    except AssertionError as error:
        failures.append(error)


@pytest.mark.parametrize("killed", KILLABLE)
def test_nothing_is_lost_and_nothing_is_done_twice(register, killed):
    register.insist("/api/v1/risk-points/bulk/", register.world.liaison, [])  # the token exists
    failures = []
    with gates.Closed(register) as gate:
        begun = begin_all_work(register, KILLABLE.index(killed))
        person = threading.Thread(target=file_and_report, args=(register, begun, failures))
        person.start()
        everything = {model._meta.db_table for model in gates.CLOSABLE}
        until("all work is in the middle", lambda: everything <= gate.held(), PATIENCE)
        register.kill(killed)
        connection.close()
    person.join()
    assert not failures
    until("everything is up again", register.is_ready, PATIENCE)
    until("all work is done", lambda: is_done(register, begun), PATIENCE, every=2)
    check_register(begun)
    check_message(register, begun, killed)
    assert f"{killed.lower() if killed in ('web', 'worker') else killed} " in register.said()


def is_done(register, begun):
    """Whether it is; what was left is taken up again each minute, for which nobody waits here."""
    for row in begun.work.values():
        row.refresh_from_db()
    if all(row.is_done for row in begun.work.values()):
        return True
    assert not [row.error for row in begun.work.values() if row.has_failed]
    register.have_done("ground.work.tasks.resume")
    return False


def check_register(begun):
    def how_many(word):
        return Counter(
            RiskPoint.objects.filter(name__startswith=f"{begun.name}{word}").values_list("name", flat=True)
        )

    for word in ("上报", "导入", "新写"):
        assert how_many(word) == {f"{begun.name}{word}{n}": 1 for n in range(FEW)}, word
    events = RiskPoint.pgh_event_model.objects
    for point in begun.drafts:
        point.refresh_from_db()
        assert point.status == "filed"
        assert events.filter(pgh_obj=point, status="filed").count() == 1
    source, export = begun.work["import"], begun.work["export"]
    assert (source.new, source.refused) == (FEW, 0) and source.tries <= 2
    assert export.rows and export.file.size
    figures = Figure.objects.filter(computation=begun.work["index"])
    assert figures.count() == figures.values("unit").distinct().count() > 1
    begun.period.refresh_from_db()
    assert begun.period.status == "computed" and begun.period.computations.count() == 1
    proposed = Warning.objects.filter(unit__in=begun.units).exclude(rule="")
    assert sorted(proposed.values_list("unit", flat=True)) == sorted(unit.pk for unit in begun.units)


def check_message(register, begun, killed):
    """It came once. Whoever was killed before the answer does not know that: it is said, and not sent again."""
    [delivery] = Delivery.objects.filter(notice=begun.notice)
    if delivery.status != "sent":
        assert killed in ("worker", "PostgreSQL") and delivery.status == "trying"
        deliveries.deliver(timezone.now() + deliveries.SILENT + timedelta(minutes=1))
        delivery.refresh_from_db()
        assert delivery.status == "unknown"
    register.have_done("accounts.tasks.deliver")
    assert register.receiver.came[begun.notice.pk] == 1


def report(register, key, text="会后透露"):
    """POST of a new risk point: status and what was answered."""
    facts = {"unit": register.world.unit.pk, "name": key, "manifestation": text, "risk_class": "duty"}
    return register.ask("POST", "/api/v1/risk-points/", register.world.liaison, facts, key)


def is_told(answer):
    """Whether the database's outage is told in a sentence, with 503."""
    status, told = answer
    return status == 503 and "没有保存" in (told["detail"] if isinstance(told, dict) else told)


@pytest.fixture
def small_disk(register):
    """A disk of a few megabytes that holds the table of the risk points; what is given fills it."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    folder = tempfile.mkdtemp(prefix="riskcontrol-disk-")
    owner = pwd.getpwnam("riskcontrol")
    options = f"size=6m,mode=0700,uid={owner.pw_uid},gid={owner.pw_gid}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True)
    if mounted.returncode:
        os.rmdir(folder)
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr}")
    database = register.database()
    try:
        database.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        database.execute("ALTER TABLE riskpoints_riskpoint SET TABLESPACE small")
        database.execute("CREATE TABLE filler (t text) TABLESPACE small")
        yield database
    finally:
        database.execute("DROP TABLE IF EXISTS filler")
        database.execute("ALTER TABLE riskpoints_riskpoint SET TABLESPACE pg_default")
        database.execute("CHECKPOINT")
        database.execute("DROP TABLESPACE small")
        database.close()
        subprocess.run(["umount", "--lazy", folder], check=True)  # some session may have it open still
        os.rmdir(folder)


def test_a_full_disk_is_told_and_nothing_is_half_written(register, small_disk):
    fill = "INSERT INTO filler SELECT repeat(md5(random()::text), 60) FROM generate_series(1, 200)"
    with pytest.raises(psycopg.errors.DiskFull):
        while True:
            small_disk.execute(fill)
    with pytest.raises(psycopg.errors.DiskFull):  # the last free pages
        while True:
            small_disk.execute(fill.replace("200", "1"))
    key, text = secrets.token_hex(8), "".join(chr(random.randint(0x4E00, 0x9FA5)) for _n in range(9000))
    answers = [report(register, key, text) for _try in range(3)]
    assert all(is_told(answer) for answer in answers), answers
    assert not RiskPoint.objects.filter(name=key).exists()
    assert register.ask("GET", "/api/v1/units/", register.world.liaison)[0] == 200
    small_disk.execute("DROP TABLE filler")
    assert report(register, key, text)[0] == 201
    assert RiskPoint.objects.filter(name=key).count() == 1


def test_a_database_that_only_reads_is_told_and_pages_go_on(register):
    serving, key = postgres.SERVING_USER, secrets.token_hex(8)
    again = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{serving}'"
    with register.database() as database:
        database.execute(f"ALTER ROLE {serving} SET default_transaction_read_only = on")
        database.execute(again)
        try:
            assert is_told(report(register, key))
            assert register.is_ready()
            assert register.ask("GET", "/api/v1/units/", register.world.liaison)[0] == 200
        finally:
            database.execute(f"ALTER ROLE {serving} RESET ALL")
            database.execute(again)
    register.insist("/api/v1/risk-points/bulk/", register.world.liaison, [])
    assert report(register, key)[0] == 201


def test_a_web_that_is_started_while_its_database_is_away_says_so_and_goes_on_with_it(register):
    """Last: it ends what the other tests are served by."""
    register.end()
    serving = embedded.serving_url(register.owner, register.var)
    own = register.environment() | {"DATABASE_URL": serving, "REDIS_URL": register.broker}
    command = [sys.executable, "-m", "gunicorn", "riskcontrol.wsgi", "--bind", f"127.0.0.1:{register.port}"]
    web = subprocess.Popen(command, cwd=ROOT, env=own)
    try:
        until("it answers", lambda: web.poll() is not None or register.ask("GET", "/healthz")[0] == 200, PATIENCE)
        assert web.poll() is None
        assert is_told(register.ask("GET", "/api/v1/units/", register.world.liaison))
        postgres.start(register.place)
        valkey.start(register.place)
        until("it is ready", register.is_ready, PATIENCE)
        assert register.ask("GET", "/api/v1/units/", register.world.liaison)[0] == 200
    finally:
        web.terminate()
        web.wait(PATIENCE)
