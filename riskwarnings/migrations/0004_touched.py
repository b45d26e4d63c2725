"""Units about which something changed are noted for the assessment."""

from pathlib import Path

from django.db import migrations

from ground.lifecycle.triggers import after_statement

TOUCHED = (Path(__file__).resolve().parents[1] / "sql" / "touched.sql").read_text()
TABLES = ("riskpoints_riskpoint", "measures_measure", "warnings_signal")
TRIGGERS = "\n".join(
    after_statement("warnings_touch", event, table, "warnings_touch()")
    for table in TABLES
    for event in ("INSERT", "UPDATE")
)
DROP = "\n".join(
    f"DROP TRIGGER warnings_touch_{event} ON {table};" for table in TABLES for event in ("insert", "update")
)


class Migration(migrations.Migration):
    dependencies = [("warnings", "0003_indicators"), ("riskpoints", "0009_log_by_hash"), ("measures", "0008_control_plans")]
    operations = [
        migrations.RunSQL(TOUCHED, "DROP FUNCTION warnings_touch();"),
        migrations.RunSQL(TRIGGERS, DROP),
    ]
