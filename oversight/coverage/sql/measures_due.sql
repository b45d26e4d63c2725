-- How many planned measures are due on which day, per area with everything below it: a ledger like that of the points
-- (riskpoints/sql/counts.sql). Which of them are overdue is then a sum up to today, whatever day it is.

-- The measures due are counted by their day for the areas above.
CREATE OR REPLACE FUNCTION measures_due_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT c.path, c.status, c.due_on, 1 AS n FROM new_rows c'
        WHEN 'DELETE' THEN 'SELECT c.path, c.status, c.due_on, -1 AS n FROM old_rows c'
        ELSE 'SELECT c.path, c.status, c.due_on, 1 AS n FROM new_rows c
              UNION ALL SELECT c.path, c.status, c.due_on, -1 FROM old_rows c' END;
BEGIN
    EXECUTE '
        INSERT INTO dashboards_measuresdue (area_id, due_on, measures)
        SELECT a.id, c.due_on, sum(c.n)
        FROM (
            SELECT path, due_on, sum(n) AS n FROM (' || rows || ') AS c
            WHERE status = ''planned'' AND due_on IS NOT NULL GROUP BY path, due_on HAVING sum(n) <> 0
        ) AS c
        CROSS JOIN LATERAL generate_series(4, length(c.path), 4) AS size
        JOIN units_unit a ON a.path = left(c.path, size) AND a.is_area
        GROUP BY a.id, c.due_on HAVING sum(c.n) <> 0';
    RETURN NULL;
END
$$;

-- Replace the rows of each day of an area that has several by their sum. Safe beside writers, readers and another fold.
CREATE OR REPLACE FUNCTION measures_due_fold() RETURNS void LANGUAGE sql AS $$
    WITH gone AS (
        DELETE FROM dashboards_measuresdue WHERE (area_id, due_on) IN (SELECT area_id, due_on FROM dashboards_measuresdue
            GROUP BY area_id, due_on HAVING count(*) > 1 OR sum(measures) = 0)
        RETURNING *
    )
    INSERT INTO dashboards_measuresdue (area_id, due_on, measures)
    SELECT area_id, due_on, sum(measures) FROM gone GROUP BY area_id, due_on HAVING sum(measures) <> 0
$$;

-- Count anew and add what the ledger lacks; returns how many days of areas were wrong. One statement sees one state of
-- the rows, so that changes made meanwhile, which add their own differences, are neither lost nor doubled.
CREATE OR REPLACE FUNCTION measures_due_mend() RETURNS bigint LANGUAGE sql AS $$
    WITH counted AS (
        SELECT a.id AS area_id, p.due_on, p.n
        FROM (SELECT path, due_on, count(*) AS n FROM measures_measure
              WHERE status = 'planned' AND due_on IS NOT NULL GROUP BY path, due_on) AS p
        CROSS JOIN LATERAL generate_series(4, length(p.path), 4) AS size
        JOIN (SELECT id, path FROM units_unit WHERE is_area) AS a ON a.path = left(p.path, size)
        UNION ALL
        SELECT area_id, due_on, -measures FROM dashboards_measuresdue
    ), added AS (
        INSERT INTO dashboards_measuresdue (area_id, due_on, measures)
        SELECT area_id, due_on, sum(n) FROM counted GROUP BY area_id, due_on HAVING sum(n) <> 0
        RETURNING 1
    )
    SELECT count(*) FROM added
$$;

CREATE OR REPLACE TRIGGER measures_due_insert AFTER INSERT ON measures_measure REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION measures_due_changed();
CREATE OR REPLACE TRIGGER measures_due_update AFTER UPDATE ON measures_measure
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION measures_due_changed();
CREATE OR REPLACE TRIGGER measures_due_delete AFTER DELETE ON measures_measure REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION measures_due_changed();
