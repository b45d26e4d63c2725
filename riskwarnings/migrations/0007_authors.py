import django.contrib.postgres.fields
from django.db import migrations, models
from riskcontrol.migration import RenderedOnce

SQL = """
-- Who writes at a proposed warning besides who proposed it, whichever way: none of them issues or verifies it
-- (ground/lifecycle/duties.py). The person is the one of the change log; what the register itself does has none.
CREATE OR REPLACE FUNCTION warning_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    author bigint := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user';
BEGIN
    IF author IS NOT NULL AND author IS DISTINCT FROM NEW.proposed_by_id AND author <> ALL (NEW.authors) THEN
        NEW.authors := NEW.authors || author;
    END IF;
    RETURN NEW;
END
$$;

-- The level that is chosen at the issue belongs to the issue.
CREATE OR REPLACE TRIGGER warning_written BEFORE UPDATE OF post_id, official_id, level, text
ON warnings_warning FOR EACH ROW
WHEN (NEW.status = 'proposed' AND (OLD.post_id, OLD.official_id, OLD.level, OLD.text)
    IS DISTINCT FROM (NEW.post_id, NEW.official_id, NEW.level, NEW.text))
EXECUTE FUNCTION warning_written();
"""

# Warnings that are open: who wrote at their drafts before, as the change log has it.
WRITTEN_BEFORE = """
UPDATE warnings_warning w SET authors = found.authors
FROM (
    SELECT e.id, array_agg(DISTINCT (c.metadata ->> 'user')::bigint) AS authors
    FROM (
        SELECT v.id, v.pgh_context_id, v.proposed_by_id, v.status, v.content IS DISTINCT FROM
            lag(v.content) OVER (PARTITION BY v.id ORDER BY v.pgh_id) AS differs,
            row_number() OVER (PARTITION BY v.id ORDER BY v.pgh_id) > 1 AS is_later
        FROM (
            SELECT o.pgh_obj_id AS id, o.pgh_id, o.pgh_context_id, o.proposed_by_id, o.status,
                md5(ROW(o.post_id, o.official_id, o.level, o.text)::text) AS content
            FROM warnings_warningevent o
            WHERE o.pgh_obj_id IN (SELECT id FROM warnings_warning WHERE status NOT IN ('closed', 'withdrawn'))
        ) AS v
    ) AS e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.is_later AND e.differs AND e.status = 'proposed' AND c.metadata ->> 'user' IS NOT NULL
        AND (c.metadata ->> 'user')::bigint IS DISTINCT FROM e.proposed_by_id
    GROUP BY e.id
) AS found WHERE found.id = w.id;
"""


class Migration(RenderedOnce):

    dependencies = [
        ('warnings', '0006_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='warning',
            name='authors',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(WRITTEN_BEFORE, migrations.RunSQL.noop),
    ]
