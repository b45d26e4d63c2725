"""What migrations install is what sql/ says, and what another state of the code made is refused."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveField,
    RenameField,
    RunPython,
)
from django.db.migrations.state import ProjectState

from riskcontrol import databases
from riskcontrol.apps import APPS
from riskcontrol.checks import migrations_are_known
from riskcontrol.environment import BASE
from riskcontrol.migration import RenderedOnce

# The functions, views and triggers of our own: none of an extension, of the change log or of its context.
FUNCTIONS = """
    SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname !~ '^_?(pgtrigger|pgh)_'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
LOG_FUNCTIONS = """
    SELECT p.oid::regprocedure::text, p.proconfig::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname ~ '^pgtrigger_' AND p.proconfig IS NOT NULL
"""
VIEWS = """
    SELECT c.oid::regclass::text, pg_get_viewdef(c.oid) FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
TRIGGERS = """
    SELECT tgname || ' ON ' || tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal AND tgname !~ '^pgtrigger_'
"""


def installed_files() -> list[Path]:
    """The files of sql/ that install something, those of lower apps first; the others are run by their app."""
    folders = [BASE / app.replace(".", "/") / "sql" for app in reversed(APPS)]
    files = [file for folder in folders for file in sorted(folder.glob("*.sql"))]
    return [file for file in files if "CREATE OR REPLACE" in file.read_text()]


def installed(cursor: psycopg.Cursor) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, query in (("", FUNCTIONS), ("set ", LOG_FUNCTIONS), ("view ", VIEWS), ("trigger ", TRIGGERS)):
        found |= {f"{kind}{name}": text for name, text in cursor.execute(query).fetchall()}
    return found


@pytest.fixture
def own_database() -> Iterator[str]:
    """A migrated database that nobody else is at."""
    name = f"riskcontrol_own_{os.getpid()}"
    databases.copy(databases.empty(), name)
    yield name
    databases.drop(name)


def test_what_is_installed_is_what_sql_says(own_database):
    with psycopg.connect(databases.conninfo(own_database)) as database, database.cursor() as cursor:
        before = installed(cursor)
        for name in before:
            kind, _, rest = name.rpartition(" ") if name.startswith(("set", "view")) else ("", "", name)
            if kind == "set":
                cursor.execute(f"ALTER FUNCTION {rest} RESET ALL")
            elif not name.startswith("trigger "):
                cursor.execute(f"DROP {kind or 'FUNCTION'} IF EXISTS {rest} CASCADE")
        assert not [name for name in installed(cursor) if not name.startswith("pg")]
        for file in installed_files():
            cursor.execute(file.read_text())
        after = installed(cursor)
    assert set(after) == set(before)
    differing = [name for name in before if after[name] != before[name]]
    assert not differing


def test_models_need_no_further_migration(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_index_and_constraint_of_the_models_is_there(db):
    """An AlterField that takes the index of a foreign key away takes a partial unique one over its column along."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint")
        there = {name for (name,) in cursor.fetchall()}
    wanted = {
        thing.name
        for model in apps.get_models()
        if model._meta.managed
        for thing in (*model._meta.indexes, *model._meta.constraints)
    }
    assert wanted <= there, wanted - there


def test_what_a_new_register_begins_with_is_made_without_python():
    labels = {config.label for config in apps.get_app_configs() if config.name in APPS}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in labels and name in ("0001_initial", "0002_sql"):
            assert not [o for o in migration.operations if isinstance(o, RunPython)], (app, name)


def test_models_are_rendered_once_a_migration():
    labels = {config.label for config in apps.get_app_configs() if config.name in APPS}
    ours = [m for (app, _), m in MigrationLoader(None).disk_migrations.items() if app in labels]
    assert not [str(migration) for migration in ours if not isinstance(migration, RenderedOnce)]


@pytest.mark.django_db(transaction=True)
def test_a_migration_rendered_once_makes_a_table_as_it_is_at_its_end():
    """A part of a table of the same migration, a changed field, fields that come to and go from a table of before."""

    class First(RenderedOnce):
        operations = [
            CreateModel("Bell", [("id", models.BigAutoField(primary_key=True)), ("tone", models.TextField())]),
            AddField("bell", "rope", models.IntegerField(null=True)),
            AddIndex("bell", models.Index(fields=["rope"], name="bell_rope")),
        ]

    class Second(RenderedOnce):
        operations = [
            AlterField("bell", "tone", models.CharField(max_length=7, db_default="high")),
            AddField("bell", "weight", models.IntegerField(default=3)),
            RemoveField("bell", "rope"),
        ]

    state = ProjectState()
    with connection.schema_editor() as editor:
        state = First("first", "tower").apply(state, editor)
    with connection.schema_editor() as editor:
        state = Second("second", "tower").apply(state, editor)
    with connection.cursor() as cursor:
        try:
            cursor.execute("INSERT INTO tower_bell (weight) VALUES (1) RETURNING *")
            assert dict(zip([c.name for c in cursor.description], cursor.fetchone(), strict=True)) == {
                "id": 1,
                "tone": "high",
                "weight": 1,
            }
        finally:
            cursor.execute("DROP TABLE tower_bell")


def test_an_operation_that_needs_a_state_in_between_is_refused(db):
    class Renaming(RenderedOnce):
        operations = [RenameField("unit", "name", "title")]

    with pytest.raises(TypeError, match="RenameField"), connection.schema_editor() as editor:
        Renaming("renaming", "units").apply(ProjectState(), editor)


def test_a_database_of_these_migrations_is_taken(db):
    assert migrations_are_known(databases=["default"]) == []


def migrate(name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=BASE,
        env=os.environ | {"DATABASE_URL": databases.url(name)},
        capture_output=True,
        text=True,
    )


def test_a_database_of_before_the_first_version_is_refused_in_words(own_database):
    with psycopg.connect(databases.conninfo(own_database), autocommit=True) as database:
        database.execute("DELETE FROM django_migrations WHERE name = '0002_sql'")
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('units', '0002_divisions', now()), "
            "('units', '0003_x', now()), ('units', '0004_search', now()), ('accounts', '0012_channels', now())"
        )
        made = "SELECT count(*) FROM django_migrations"
        before = database.execute(made).fetchone()
        done = migrate(own_database)
        assert done.returncode == 1
        assert "was made by a state of the register from before 0.1.0 or by a later version" in done.stderr
        assert "accounts.0012_channels, units.0002_divisions, units.0003_x and 1 more. Nothing was" in done.stderr
        assert "Traceback" not in done.stderr
        assert database.execute(made).fetchone() == before
