"""The largest logs become tables parted by years without being written anew, by the recipe of docs/deploy.md."""

import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from ground.lifecycle.changelog import changes_of, event_model, event_models
from ground.lifecycle.versions import versions_of
from measures.models import Measure, MeasureLink
from riskpoints.models import RiskPoint

LARGE = {event_model(model)._meta.db_table for model in (RiskPoint, Measure, MeasureLink)}


def rows(query: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def recipe(log: str, year: int) -> str:
    """The block of the documentation, for another table and year."""
    (block,) = re.findall(r"```sql\n(DO .*?)```", (settings.BASE / "docs/deploy.md").read_text(), re.S)
    return block.replace("riskpoints_riskpointevent", log).replace(":= 2027;", f":= {year};")


def test_numbers_of_entries_are_64_bits_wide_and_the_key_of_large_logs_holds_the_time(db):
    for events in event_models():
        log = events._meta.db_table
        key = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'"
        width = "SELECT attlen FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'pgh_id'"
        assert rows(width, log) == [(8,)], log
        columns = "pgh_id, pgh_created_at" if log in LARGE else "pgh_id"
        assert rows(key, log) == [(f"PRIMARY KEY ({columns})",)], log


def test_nothing_refers_to_an_entry_and_only_keys_are_unique(db):
    for log in (events._meta.db_table for events in event_models()):
        assert not rows("SELECT conname FROM pg_constraint WHERE confrelid = %s::regclass", log)
        unique = "SELECT 1 FROM pg_index WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary"
        assert not rows(unique, log)


def number(version: str) -> int:
    """Of the newest entry; what follows it speaks of link tables."""
    return int(version.split("-")[0])


@pytest.mark.parametrize("log", sorted(LARGE))
def test_the_recipe_parts_the_log_and_everything_goes_on(world, log):
    point = world.registered()
    measure = point.measures.get()
    kept = {"riskpoints_riskpointevent": point, "measures_measureevent": measure}.get(log, measure.links.get())
    key = kept.pk
    rows_before, version = changes_of(kept), versions_of(type(kept), [key])
    indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
    had = dict(rows(indexes, log))
    files = "SELECT relfilenode FROM pg_class WHERE relname = %s"
    files_of_indexes = (
        "SELECT c.relfilenode FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass ORDER BY 1"
    )
    was = rows(files, log), rows(files_of_indexes, log)
    year = 1 + rows("SELECT extract(year FROM now())::int")[0][0]

    with connection.cursor() as cursor:
        cursor.execute(recipe(log, year))

    first = f"{log}_before_{year}"
    assert (rows(files, first), rows(files_of_indexes, first)) == was
    assert {name: text.replace(" ON ONLY ", " ON ") for name, text in rows(indexes, log)} == had
    assert changes_of(kept) == rows_before
    assert versions_of(type(kept), [key]) == version
    if log == "measures_measurelinkevent":
        MeasureLink.objects.filter(pk=kept.pk).delete()
    else:
        type(kept).objects.filter(pk=kept.pk).update(**{"name" if kept == point else "text": "甲"})
        assert len(changes_of(kept)) == len(rows_before) + 1
    assert number(versions_of(type(kept), [key])[key]) > number(version[key])
    # An entry of next year lies in its part, one of a far year in the rest.
    columns = ", ".join(f.column for f in event_model(type(kept))._meta.fields if not f.column.startswith("pgh_"))
    for when, part in ((year, f"{log}_{year}"), (year + 3, f"{log}_rest")):
        copy = (
            f"INSERT INTO {log} (pgh_created_at, pgh_label, pgh_obj_id, {columns}) "
            f"SELECT make_date(%s, 6, 1), 'update', pgh_obj_id, {columns} FROM {log} WHERE pgh_obj_id = %s LIMIT 1 "
            "RETURNING tableoid::regclass::text"
        )
        assert rows(copy, when, key) == [(part,)]
    for table in (log, first, f"{log}_{year}"):
        for change in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
                rows(change)
