"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- How many risk points an area holds, by what the register is filtered by (riskpoints/counts.py).
--
-- The table is a ledger: every statement that changes points adds the differences, nobody updates a row that another
-- person's transaction may hold, and a count is the sum of the rows. Folding replaces the rows of a cell by their sum.

CREATE OR REPLACE FUNCTION point_counts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT c.*, 1 AS n FROM new_rows c'
        WHEN 'DELETE' THEN 'SELECT c.*, -1 AS n FROM old_rows c'
        ELSE 'SELECT c.*, 1 AS n FROM new_rows c UNION ALL SELECT c.*, -1 AS n FROM old_rows c' END;
BEGIN
    EXECUTE '
        INSERT INTO riskpoints_pointcount (area_id, status, grade, risk_class, domain_id, industry, points)
        SELECT a.id, c.status, c.grade, c.risk_class, c.domain_id, c.industry, sum(c.n)
        FROM (
            SELECT path, status, grade, risk_class, domain_id, industry, sum(n) AS n FROM (' || rows || ') AS c
            GROUP BY path, status, grade, risk_class, domain_id, industry HAVING sum(n) <> 0
        ) AS c
        CROSS JOIN LATERAL generate_series(4, length(c.path), 4) AS size
        JOIN units_unit a ON a.path = left(c.path, size) AND a.is_area
        GROUP BY a.id, c.status, c.grade, c.risk_class, c.domain_id, c.industry HAVING sum(c.n) <> 0';
    RETURN NULL;
END
$$;

-- Replace the rows of each cell that has several by their sum. Safe beside writers, readers and another fold.
CREATE OR REPLACE FUNCTION point_counts_fold() RETURNS void LANGUAGE sql AS $$
    WITH crowded AS (
        SELECT area_id, status, grade, risk_class, domain_id, industry FROM riskpoints_pointcount
        GROUP BY area_id, status, grade, risk_class, domain_id, industry HAVING count(*) > 1 OR sum(points) = 0
    ), gone AS (
        DELETE FROM riskpoints_pointcount c USING crowded w
        WHERE (c.area_id, c.status, c.grade, c.risk_class, c.industry)
              = (w.area_id, w.status, w.grade, w.risk_class, w.industry)
          AND c.domain_id IS NOT DISTINCT FROM w.domain_id
        RETURNING c.*
    )
    INSERT INTO riskpoints_pointcount (area_id, status, grade, risk_class, domain_id, industry, points)
    SELECT area_id, status, grade, risk_class, domain_id, industry, sum(points) FROM gone
    GROUP BY area_id, status, grade, risk_class, domain_id, industry HAVING sum(points) <> 0
$$;

-- Count the points below a path anew and add what the ledger of the areas there lacks; returns how many cells were
-- wrong. One statement sees one state of the rows, so that changes made meanwhile, which add their own differences,
-- are neither lost nor doubled. Planned for the path, whose length picks the index (units/subtrees.py); the planner
-- takes left(path, 0) = '' for a rare thing, so the whole is asked for without it.
CREATE OR REPLACE FUNCTION point_counts_mend_below(below text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    inside text := CASE below WHEN '' THEN 'true' ELSE format('left(path, %s) = %L', length(below), below) END;
    wrong bigint;
BEGIN
    EXECUTE '
        WITH placed AS (
            SELECT path, status, grade, risk_class, domain_id, industry, count(*) AS n FROM riskpoints_riskpoint
            WHERE ' || inside || ' GROUP BY path, status, grade, risk_class, domain_id, industry
        ), counted AS (
            SELECT a.id AS area_id, p.status, p.grade, p.risk_class, p.domain_id, p.industry, p.n
            FROM placed p
            CROSS JOIN LATERAL generate_series(4, length(p.path), 4) AS size
            JOIN (SELECT id, path FROM units_unit WHERE is_area AND ' || inside || ') AS a ON a.path = left(p.path, size)
            UNION ALL
            SELECT area_id, status, grade, risk_class, domain_id, industry, -points FROM riskpoints_pointcount
            WHERE area_id IN (SELECT id FROM units_unit WHERE is_area AND ' || inside || ')
        ), added AS (
            INSERT INTO riskpoints_pointcount (area_id, status, grade, risk_class, domain_id, industry, points)
            SELECT area_id, status, grade, risk_class, domain_id, industry, sum(n) FROM counted
            GROUP BY area_id, status, grade, risk_class, domain_id, industry HAVING sum(n) <> 0
            RETURNING 1
        )
        SELECT count(*) FROM added' INTO wrong;
    RETURN wrong;
END
$$;

CREATE OR REPLACE FUNCTION point_counts_mend() RETURNS bigint LANGUAGE sql AS $$
    SELECT point_counts_mend_below('')
$$;

CREATE OR REPLACE TRIGGER point_counts_insert AFTER INSERT ON riskpoints_riskpoint REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION point_counts_changed();
CREATE OR REPLACE TRIGGER point_counts_update AFTER UPDATE ON riskpoints_riskpoint
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION point_counts_changed();
CREATE OR REPLACE TRIGGER point_counts_delete AFTER DELETE ON riskpoints_riskpoint REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION point_counts_changed();

-- Which rows of riskpoints_riskpoint are points in force, and of which of them the review is over. Statuses are those of
-- riskpoints/choices.py.
--
-- Each is one expression, not strict and without settings, so that the planner writes it into the query in place of the
-- call and the indexes serve as if it were written out there; never NULL, so that it may be negated.

-- Registered, and not a revision: what a revision says counts in the point that it was merged into.
CREATE OR REPLACE FUNCTION point_in_force(status text, revises bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 'registered' AND revises IS NULL
$$;

-- In force, and the date of the next review lies before the day.
CREATE OR REPLACE FUNCTION point_review_passed(status text, revises bigint, review_on date, day date)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT point_in_force(status, revises) AND review_on IS NOT NULL AND review_on < day
$$;

-- The key marks (riskpoints/choices.py: KeyMark): what stands on each, and whether a place stands on any.
--
-- Each is one query, stable, not strict and without settings, so that the planner writes it into the asking query in
-- place of the call: rows of one mark are then found by a join, as if the table stood there.

CREATE OR REPLACE FUNCTION key_posts() RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT o.id FROM units_post o WHERE o.is_main_leader
$$;

CREATE OR REPLACE FUNCTION key_domains() RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT d.id FROM powers_domain d WHERE d.is_key
$$;

CREATE OR REPLACE FUNCTION key_steps() RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.id FROM powers_step s WHERE s.is_key
$$;

-- Whether a place stands on any of them: a row if so, else none. A point is asked by its own columns:
--     EXISTS (SELECT FROM on_key_mark(p.post_id, p.domain_id, p.step_id))
-- The few key domains are read once a query, not once a point.
CREATE OR REPLACE FUNCTION on_key_mark(at_post bigint, in_domain bigint, at_step bigint)
RETURNS TABLE (is_marked boolean) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT true
    WHERE in_domain = ANY (ARRAY (SELECT k.id FROM key_domains() k))
       OR at_post IS NOT NULL AND EXISTS (SELECT FROM key_posts() k WHERE k.id = at_post)
       OR at_step IS NOT NULL AND EXISTS (SELECT FROM key_steps() k WHERE k.id = at_step)
$$;

-- What the register of risk points is searched by, copied to the row: the path and industry of its unit, and the
-- domain of the power whose step it lies on. The copies are no word of the register: the change log leaves them out.

CREATE OR REPLACE FUNCTION point_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT u.path, u.industry INTO NEW.path, NEW.industry FROM units_unit u WHERE u.id = NEW.unit_id;
    NEW.domain_id := NULL;
    IF NEW.step_id IS NOT NULL THEN
        SELECT p.domain_id INTO NEW.domain_id
        FROM powers_step s JOIN powers_flow f ON f.id = s.flow_id JOIN powers_poweritem p ON p.id = f.power_item_id
        WHERE s.id = NEW.step_id;
    END IF;
    RETURN NEW;
END
$$;

-- Once a statement, since a county that moves is hundreds of units at once. Unit by unit through the index, whatever
-- the statistics say: the plan is kept for the session, and most statements change one unit.
CREATE OR REPLACE FUNCTION points_moved_with_unit() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    UPDATE riskpoints_riskpoint r SET path = n.path, industry = n.industry
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE r.unit_id = n.id AND (n.path, n.industry) IS DISTINCT FROM (o.path, o.industry);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION points_moved_with_power() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE riskpoints_riskpoint r SET domain_id = NEW.domain_id
    FROM powers_step s JOIN powers_flow f ON f.id = s.flow_id
    WHERE f.power_item_id = NEW.id AND r.step_id = s.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER point_placed BEFORE INSERT OR UPDATE OF unit_id, step_id ON riskpoints_riskpoint
FOR EACH ROW EXECUTE FUNCTION point_placed();

CREATE OR REPLACE TRIGGER points_moved AFTER UPDATE ON units_unit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION points_moved_with_unit();

CREATE OR REPLACE TRIGGER points_moved AFTER UPDATE ON powers_poweritem FOR EACH ROW
WHEN (OLD.domain_id IS DISTINCT FROM NEW.domain_id)
EXECUTE FUNCTION points_moved_with_power();

-- The log of changes compares old and new rows by hash, whatever the caller has set: triggers that change a table for
-- other rows have joins switched off, and what they switch off holds for the triggers of their statement, too. Compared
-- one with each other, the rows of a county took a minute.
DO $$ DECLARE log regprocedure; BEGIN
    FOR log IN SELECT tgfoid FROM pg_trigger
        WHERE tgrelid = 'riskpoints_riskpoint'::regclass AND tgname LIKE 'pgtrigger_update_update%'
    LOOP EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = on', log); END LOOP;
END $$;
"""

# A key with the time in it is what a table parted by time can have (docs/decisions/0010-logs-by-years.md).
LOG_KEYS = """
ALTER TABLE riskpoints_riskpointevent
    DROP CONSTRAINT riskpoints_riskpointevent_pkey, ADD PRIMARY KEY (pgh_id, pgh_created_at);
"""


class Migration(RenderedOnce):
    dependencies = [("powers", "0002_sql"), ("riskpoints", "0001_initial"), ("units", "0002_sql")]
    operations = [migrations.RunSQL(SQL), migrations.RunSQL(LOG_KEYS)]
