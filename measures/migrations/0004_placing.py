"""The triggers that place measures, and the paths of the measures that are there."""

from pathlib import Path

from django.db import migrations

PLACING = (Path(__file__).resolve().parents[1] / "sql" / "placing.sql").read_text()
DROP = """
DROP TRIGGER measure_placed ON measures_measure; DROP TRIGGER measures_moved ON units_unit;
DROP FUNCTION measure_placed(); DROP FUNCTION measures_moved_with_unit();
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_placing")]
    operations = [
        migrations.RunSQL(PLACING, DROP),
        migrations.RunSQL("UPDATE measures_measure SET unit_id = unit_id", migrations.RunSQL.noop),
    ]
