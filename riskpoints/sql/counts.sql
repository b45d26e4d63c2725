-- How many risk points an area holds, by what the register is filtered by (riskpoints/counts.py).
--
-- The table is a ledger: every statement that changes points adds the differences, nobody updates a row that another
-- person's transaction may hold, and a count is the sum of the rows. Folding replaces the rows of a cell by their sum.

-- The counts of points by area, state, grade, class, domain and industry follow.
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
