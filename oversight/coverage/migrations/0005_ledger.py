"""Coverage counted unit by unit, and the ledger that adds the units of each area up."""

from pathlib import Path

from django.db import migrations

from oversight.coverage import area_ledger

HERE = Path(__file__).resolve().parent
COVERAGE = (HERE / "counts_before_plans.sql").read_text() + (HERE.parent / "sql" / "coverage.sql").read_text()
LEDGER = area_ledger.CHANGED + area_ledger.FOLD + area_ledger.MEND + area_ledger.TRIGGERS
DROP_LEDGER = """
DROP TRIGGER area_coverage_insert ON dashboards_unitcoverage;
DROP TRIGGER area_coverage_update ON dashboards_unitcoverage;
DROP TRIGGER area_coverage_delete ON dashboards_unitcoverage;
DROP FUNCTION area_coverage_changed(); DROP FUNCTION area_coverage_fold(); DROP FUNCTION area_coverage_mend();
DELETE FROM dashboards_areacoverage;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0004_areas"),
        ("riskpoints", "0004_counts"),
        ("measures", "0004_placing"),
        ("powers", "0004_search"),
    ]
    operations = [
        # Its columns changed, and PostgreSQL replaces a function only where they stay the same.
        migrations.RunSQL("DROP FUNCTION coverage_counts(bigint[])", migrations.RunSQL.noop),
        migrations.RunSQL(COVERAGE, migrations.RunSQL.noop),
        migrations.RunSQL(LEDGER, DROP_LEDGER),
        migrations.RunSQL(
            "SELECT coverage_recount(array_agg(id)) FROM units_unit; SELECT area_coverage_fold()",
            migrations.RunSQL.noop,
        ),
    ]
