"""The change log compares old and new rows by hash."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce


class Migration(RenderedOnce):

    dependencies = [
        ("checkpoints", "0003_requests"),
    ]

    operations = [
        migrations.RunSQL(
            r"""
-- The change log compares the old rows of a statement with the new ones by hash. A trigger's statement is planned once a
-- session, for as many rows as the first change has, mostly one; by that plan each row of a large change is compared with
-- each: twelve thousand rows of an import took 70 s, a hundred thousand would take hours. And triggers that change a
-- table for other rows have hash joins switched off, which holds for the triggers of their statement, too.
-- Each `migrate` calls it at its end: what installs a trigger anew takes the setting away.
CREATE OR REPLACE FUNCTION plan_log() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    log regprocedure;
BEGIN
    FOR log IN
        SELECT p.oid FROM pg_proc p
        WHERE p.proname ~ '^pgtrigger_update_update_'
          AND NOT coalesce(p.proconfig, '{}') @> ARRAY['enable_nestloop=off', 'enable_hashjoin=on']
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = on', log);
        EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = off', log);
    END LOOP;
END
$$;

SELECT plan_log();
            """,
            "DROP FUNCTION plan_log()",
        ),
    ]
