"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- How each point in force is held: by which measures, and by how many its domain's control plan asks for.

-- Whether a measure holds: in force, or verified as effective. Statuses are those of measures/choices.py.
--
-- One expression, not strict and without settings, so that the planner writes it into the query in place of the call and
-- the indexes serve as if it were written out there; never NULL, so that it may be negated.
CREATE OR REPLACE FUNCTION measure_is_live(status text, effective boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 'in_force' OR (status = 'verified' AND effective IS TRUE)
$$;

-- How each point in force is held, and what its domain's control plan asks: one row a point.
--
-- The only place that says what "held" means for coverage.
CREATE OR REPLACE VIEW measures_pointholding AS
SELECT r.id AS point_id,
       r.unit_id,
       coalesce(need.least, 1)::int AS least,
       coalesce(need.methods, '{}') AS methods,
       live.n::int AS live,
       live.methods AS live_methods,
       live.n >= greatest(need.least, 1) AND coalesce(need.methods, '{}') <@ live.methods AS is_held
FROM riskpoints_riskpoint r
LEFT JOIN (
    SELECT p.domain_id, q.grade, q.least, q.methods
    FROM measures_controlplan p JOIN measures_planrequirement q ON q.plan_id = p.id
) AS need ON need.domain_id = r.domain_id AND need.grade = r.grade
CROSS JOIN LATERAL (
    SELECT count(*) AS n, coalesce(array_agg(m.method), '{}') AS methods
    FROM measures_measurelink link JOIN measures_measure m ON m.id = link.measure_id
    WHERE link.point_id = r.id AND measure_is_live(m.status, m.effective)
) AS live
WHERE point_in_force(r.status, r.revises_id);

-- The path of a measure's unit, copied to the row, so that the measures of a subtree are one stretch of an index.

CREATE OR REPLACE FUNCTION measure_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT u.path INTO NEW.path FROM units_unit u WHERE u.id = NEW.unit_id;
    RETURN NEW;
END
$$;

-- Once a statement and unit by unit, like the points (riskpoints/sql/placing.sql).
CREATE OR REPLACE FUNCTION measures_moved_with_unit() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    UPDATE measures_measure m SET path = n.path
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE m.unit_id = n.id AND n.path IS DISTINCT FROM o.path;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER measure_placed BEFORE INSERT OR UPDATE OF unit_id ON measures_measure
FOR EACH ROW EXECUTE FUNCTION measure_placed();

CREATE OR REPLACE TRIGGER measures_moved AFTER UPDATE ON units_unit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION measures_moved_with_unit();

-- The log of changes compares old and new rows by hash, whatever the caller has set: triggers that change a table for
-- other rows have joins switched off, and what they switch off holds for the triggers of their statement, too. Compared
-- one with each other, the rows of a county took a minute.
DO $$ DECLARE log regprocedure; BEGIN
    FOR log IN SELECT tgfoid FROM pg_trigger
        WHERE tgrelid = 'measures_measure'::regclass AND tgname LIKE 'pgtrigger_update_update%'
    LOOP EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = on', log); END LOOP;
END $$;
"""

# A key with the time in it is what a table parted by time can have (docs/decisions/0010-logs-by-years.md).
LOG_KEYS = """
ALTER TABLE measures_measureevent
    DROP CONSTRAINT measures_measureevent_pkey, ADD PRIMARY KEY (pgh_id, pgh_created_at);
ALTER TABLE measures_measurelinkevent
    DROP CONSTRAINT measures_measurelinkevent_pkey, ADD PRIMARY KEY (pgh_id, pgh_created_at);
"""


class Migration(RenderedOnce):
    dependencies = [("measures", "0001_initial"), ("riskpoints", "0002_sql"), ("units", "0002_sql")]
    operations = [migrations.RunSQL(SQL), migrations.RunSQL(LOG_KEYS)]
