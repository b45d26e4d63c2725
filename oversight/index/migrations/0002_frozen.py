"""The triggers that keep sheets and the inputs of computations as they are."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "frozen.sql").read_text(encoding="utf-8")
FROZEN = {
    "index_sheet": "UPDATE OR DELETE",
    "index_sheetpart": "UPDATE OR DELETE",
    "index_figure": "UPDATE OF inputs, path, computation_id, unit_id",
}


class Migration(migrations.Migration):
    dependencies = [("index", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION index_frozen()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER index_frozen BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION index_frozen()",
                f"DROP TRIGGER index_frozen ON {table}",
            )
            for table, when in FROZEN.items()
        ),
    ]
