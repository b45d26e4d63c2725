"""The fourth mark asks what control plans ask; their requirements count for the units of their domains."""

from pathlib import Path

from django.db import migrations

from oversight.coverage import coverage_triggers

COUNTS = (Path(__file__).resolve().parents[1] / "sql" / "counts.sql").read_text()
PLANS = coverage_triggers.OF_PLANS


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0005_ledger"), ("measures", "0008_control_plans")]
    operations = [
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
        migrations.RunSQL(coverage_triggers.create(PLANS), coverage_triggers.drop(PLANS)),
    ]
