"""Triggers that place risk points and count them; both are filled from the rows that are there."""

from pathlib import Path

from django.db import migrations

from ground.lifecycle.triggers import after_statements

SQL = Path(__file__).resolve().parents[1] / "sql"
COUNT = after_statements("point_counts", "riskpoints_riskpoint", "point_counts_changed()")
FILL = """
UPDATE riskpoints_riskpoint SET unit_id = unit_id;
SELECT point_counts_mend();
SELECT point_counts_fold();
"""
DROP_PLACING = """
DROP TRIGGER point_placed ON riskpoints_riskpoint; DROP TRIGGER points_moved ON units_unit;
DROP TRIGGER points_moved ON powers_poweritem; DROP FUNCTION point_placed();
DROP FUNCTION points_moved_with_unit(); DROP FUNCTION points_moved_with_power();
"""
DROP_COUNTS = """
DROP TRIGGER point_counts_insert ON riskpoints_riskpoint; DROP TRIGGER point_counts_update ON riskpoints_riskpoint;
DROP TRIGGER point_counts_delete ON riskpoints_riskpoint; DROP FUNCTION point_counts_changed();
DROP FUNCTION point_counts_mend(); DROP FUNCTION point_counts_fold(); DELETE FROM riskpoints_pointcount;
"""


class Migration(migrations.Migration):
    dependencies = [("riskpoints", "0003_placing")]
    operations = [
        migrations.RunSQL((SQL / "placing.sql").read_text(), DROP_PLACING),
        migrations.RunSQL((SQL / "counts.sql").read_text(), DROP_COUNTS),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
