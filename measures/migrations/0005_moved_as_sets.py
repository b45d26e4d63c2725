"""Measures follow their units once a statement."""

from pathlib import Path

from django.db import migrations

PLACING = (Path(__file__).resolve().parents[1] / "sql" / "placing.sql").read_text()
# The file holds what is in force; a register made today has it from the migration before.
DROP_TRIGGERS = """
DROP TRIGGER measure_placed ON measures_measure; DROP TRIGGER measures_moved ON units_unit;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0004_placing")]

    operations = [migrations.RunSQL(DROP_TRIGGERS + PLACING, migrations.RunSQL.noop)]
