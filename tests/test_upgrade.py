"""Registers of released versions become registers of this one: restored by an ordinary user, migrated, asked."""

import lzma
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from riskcontrol import databases
from riskcontrol.environment import BASE

KEPT = sorted((Path(__file__).parent / "upgrades").glob("*.sql.xz"))
PERSON = PASSWORD = "riskcontrol_ordinary"

pytestmark = pytest.mark.xdist_group("upgrade")

# What a database is made of, so that two can be compared; the order of columns is how they came about.
MADE_OF = {
    "columns": """
        SELECT c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
               a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0
          AND NOT a.attisdropped""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid <> 0""",
    "functions": """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
}
# A condition that went through a dump casts each of its words instead of the list.
CASTS = re.compile(r"::character varying|::text|\[\]|[()]")


@dataclass(frozen=True)
class Register:
    """A register that was restored and migrated; `said` is what migrate wrote."""

    name: str
    url: str
    said: str

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return run(self.url, *command)


def run(url: str, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": url, "REDIS_URL": databases.servers()[1]}
    return subprocess.run(
        [sys.executable, *command], cwd=BASE, env=environment, capture_output=True, text=True, timeout=400
    )


def made_of(conninfo: str) -> dict[str, dict[str, str]]:
    with psycopg.connect(conninfo) as connection:
        return {
            what: {name: CASTS.sub("", text) for name, text in connection.execute(query).fetchall()}
            for what, query in MADE_OF.items()
        }


def make_person() -> str:
    """A user of PostgreSQL who may log in and nothing else; the address of the server with that user."""
    with databases.server() as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PERSON]).fetchone():
            server.execute(SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(Identifier(PERSON), Literal(PASSWORD)))
    parts = urlsplit(databases.url("x"))
    place = parts.netloc.rpartition("@")[2]
    return f"postgres://{PERSON}:{quote(PASSWORD)}@{place}"


@pytest.fixture(scope="module", params=KEPT, ids=lambda file: file.name.removesuffix(".sql.xz"))
def register(request) -> Iterator[Register]:
    name = f"riskcontrol_upgrade_{os.getpid()}"
    url = f"{make_person()}/{name}"
    with databases.server() as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        databases.create(server, name)
        server.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(Identifier(name), Identifier(PERSON)))
    try:
        with psycopg.connect(url.replace("postgres://", "postgresql://", 1)) as restored:
            restored.execute(lzma.decompress(request.param.read_bytes()).decode())
        done = run(url, "manage.py", "migrate")
        assert done.returncode == 0, done.stdout + done.stderr
        with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as restored:
            restored.execute("ANALYZE")
        yield Register(name, url, done.stdout)
    finally:
        databases.drop(name)


def test_every_dated_version_is_kept():
    dated = re.findall(r"^## (\S+) — \d{4}-\d\d-\d\d$", (BASE / "CHANGELOG.md").read_text(), re.M)
    assert set(dated) <= {file.name.removesuffix(".sql.xz") for file in KEPT}


def test_it_has_no_way_in(register):
    with psycopg.connect(databases.conninfo(register.name)) as connection:
        assert connection.execute("SELECT DISTINCT password FROM accounts_user").fetchall() == [("!",)]


def test_it_has_become_what_a_new_register_is(register):
    upgraded, new = made_of(databases.conninfo(register.name)), made_of(databases.conninfo(databases.empty()))
    for what in MADE_OF:
        assert upgraded[what] == new[what], what


def test_the_recount_finds_nothing_to_mend(register):
    done = register.run("manage.py", "recount")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_holds_by_the_rules_of_the_register(register):
    done = register.run("-m", "tests.upgrades.rules")
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_figures_open_the_rows_that_they_count(register):
    done = register.run("-m", "tests.upgrades.figures")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_of_each_kind_comes(register):
    done = register.run("-m", "tests.upgrades.pages")
    assert done.returncode == 0, done.stdout + done.stderr
