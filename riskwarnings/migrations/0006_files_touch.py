"""A declaration or a points entry has its unit assessed within the minute, as everything that a rule looks at."""

from django.db import migrations

from ground.lifecycle.triggers import after_statement

TABLES = ("integrity_declaration", "integrity_pointsentry")
TRIGGERS = "\n".join(
    after_statement("warnings_touch", event, table, "warnings_touch()")
    for table in TABLES
    for event in ("INSERT", "UPDATE")
)
DROP = "\n".join(
    f"DROP TRIGGER warnings_touch_{event} ON {table};" for table in TABLES for event in ("insert", "update")
)


class Migration(migrations.Migration):
    dependencies = [("warnings", "0005_indexes"), ("integrity", "0001_initial")]
    operations = [migrations.RunSQL(TRIGGERS, DROP)]
