from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def made_by(name):
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("workbooks", "0001_initial")]
    operations = [
        migrations.RunSQL(made_by("plain"), "DROP FUNCTION IF EXISTS workbook_plain(text)"),
        migrations.RunSQL(made_by("export"), "DROP FUNCTION IF EXISTS workbook_safe(text)"),
    ]
