"""Points follow their units once a statement, and the counts of one area can be mended alone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
# The files hold what is in force; a register made today has it from the migrations before.
DROP_TRIGGERS = """
DROP TRIGGER point_placed ON riskpoints_riskpoint; DROP TRIGGER points_moved ON units_unit;
DROP TRIGGER points_moved ON powers_poweritem;
"""


class Migration(migrations.Migration):
    dependencies = [("riskpoints", "0006_days_to_act")]

    operations = [
        migrations.RunSQL(DROP_TRIGGERS + (SQL / "placing.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "counts.sql").read_text(), migrations.RunSQL.noop),
    ]
