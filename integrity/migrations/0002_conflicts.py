"""The comparison of declared interests with exercised powers."""

from pathlib import Path

from django.db import migrations

CONFLICTS = (Path(__file__).resolve().parents[1] / "sql" / "conflicts.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("integrity", "0001_initial"), ("powers", "0006_log_by_statement"), ("units", "0005_log_by_statement")]
    operations = [migrations.RunSQL(CONFLICTS, "DROP FUNCTION integrity_conflicts(date);")]
