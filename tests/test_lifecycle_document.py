"""The page of life cycles says all that a step causes, also what the database does by its triggers."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from ground.lifecycle.database_effects import on_change_of_state
from ground.lifecycle.document import document, first_line, model_of
from ground.lifecycle.machine import Lifecycle

# What runs when `status` changes: triggers on every update of the table or on this column, without a condition.
RUN_ON_STATUS = """
    SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal AND t.tgname !~ '^pgtrigger_' AND t.tgtype::int & 16 > 0
      AND t.tgqual IS NULL AND (cardinality(t.tgattr::int2[]) = 0 OR (
          SELECT attnum FROM pg_attribute WHERE attrelid = t.tgrelid AND attname = 'status') = ANY (t.tgattr::int2[]))
"""


@pytest.mark.parametrize("name", sorted(Lifecycle.known))
def test_what_the_page_says_of_the_database_is_what_is_installed(db, name):
    model = model_of(Lifecycle.known[name])
    with connection.cursor() as cursor:
        cursor.execute(RUN_ON_STATUS, [model._meta.db_table])
        installed = {function for (function,) in cursor.fetchall()}
    told = on_change_of_state(model)
    assert {effect.function for effect in told} == installed
    assert all(effect.what.endswith(".") and Path(settings.BASE / effect.file).exists() for effect in told)


def test_every_effect_of_a_step_says_what_it_does():
    for lifecycle in Lifecycle.known.values():
        for verb in lifecycle.transitions:
            assert all(first_line(effect).endswith(".") for effect in lifecycle.effects(verb)), (lifecycle.name, verb)


def test_the_page_names_requirements_columns_effects_notices_and_triggers():
    with translation.override("en"):
        [line] = [line for line in document().splitlines() if line.startswith("| `register`")]
        [returned] = [line for line in document().splitlines() if "`return_reason`, `assigned_to`" in line]
    assert "You filed this risk point, so someone else must register it." in line
    assert "`registered_by`, `registered_at`, `assigned_to`, `act_by`" in line
    assert "Registered revisions give their content to the point they revise" in line
    assert "The liaisons of its unit, but for the person acting. (“registered”)" in line
    assert "(“returned to you”)" in returned
    assert "- `point_counts_changed` (riskpoints/sql/counts.sql): The counts of points" in document()
