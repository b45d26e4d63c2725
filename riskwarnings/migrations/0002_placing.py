"""The triggers that place signals and warnings, and freeze the grounds of a warning."""

from pathlib import Path

from django.db import migrations

from ground.lifecycle.triggers import after_statement, log_by_hash

PLACING = (Path(__file__).resolve().parents[1] / "sql" / "placing.sql").read_text()
TABLES = ("warnings_signal", "warnings_warning")


def placed(table):
    return (
        f"CREATE TRIGGER {table}_placed BEFORE INSERT OR UPDATE OF unit_id ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION warnings_placed();"
    )


TRIGGERS = "\n".join(
    [
        *(placed(table) for table in TABLES),
        "CREATE TRIGGER warning_grounds BEFORE UPDATE OF grounds, rule, fingerprint ON warnings_warning "
        "FOR EACH ROW EXECUTE FUNCTION warning_grounds_frozen();",
        after_statement("warnings_moved", "UPDATE", "units_unit", "warnings_moved_with_unit()"),
    ]
)
DROP = "\n".join(
    [
        "DROP TRIGGER warnings_moved_update ON units_unit; DROP TRIGGER warning_grounds ON warnings_warning;",
        *(f"DROP TRIGGER {table}_placed ON {table};" for table in TABLES),
        "DROP FUNCTION warnings_moved_with_unit(); DROP FUNCTION warnings_placed();",
        "DROP FUNCTION warning_grounds_frozen(); DROP FUNCTION warning_keeper(text, integer);",
        "DROP FUNCTION text_likeness(text, text);",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("warnings", "0001_initial"), ("units", "0005_log_by_statement")]
    operations = [
        migrations.RunSQL(PLACING, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, DROP),
        *(migrations.RunSQL(log_by_hash(table), migrations.RunSQL.noop) for table in TABLES),
    ]
