"""The SQL that counts coverage, and the triggers that call it."""

from pathlib import Path

from django.db import migrations

from oversight.coverage import coverage_triggers

HERE = Path(__file__).resolve().parent
FUNCTIONS = (HERE / "counts_before_plans.sql").read_text() + (HERE.parent / "sql" / "coverage.sql").read_text()
DROP_FUNCTIONS = """
DROP FUNCTION coverage_changed(); DROP FUNCTION coverage_recount(bigint[]); DROP FUNCTION coverage_counts(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0002_initial"),
        ("measures", "0002_initial"),
        ("riskpoints", "0002_initial"),
        ("powers", "0002_initial"),
        ("units", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(coverage_triggers.create(), coverage_triggers.drop()),
    ]
