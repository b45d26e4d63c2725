-- The ledger of areas: the sums over each area's own units, kept by triggers on the units' summary rows.
--
-- Every statement that changes summary rows adds the differences, so that two people at work in one area do not wait
-- for each other; the figures of an area are the sum of its rows.

CREATE OR REPLACE FUNCTION area_coverage_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT c.*, 1 AS n FROM new_rows c'
        WHEN 'DELETE' THEN 'SELECT c.*, -1 AS n FROM old_rows c'
        ELSE 'SELECT c.*, 1 AS n FROM new_rows c UNION ALL SELECT c.*, -1 AS n FROM old_rows c' END;
BEGIN
    EXECUTE 'INSERT INTO dashboards_areacoverage (area_id, units, covered, powers_mark, flows_mark, steps_mark,
        points_mark, published_mark, base_mark, sum_powers, sum_powers_confirmed, sum_powers_with_flow,
        sum_publishable, sum_published, sum_steps, sum_steps_assessed, sum_points, sum_points_held, sum_high,
        sum_high_held, sum_measures, sum_rules)
        SELECT c.area_id, sum(c.n * c.to_cover::int), sum(c.n * (c.to_cover AND c.covered)::int),
            sum(c.n * (c.to_cover AND c.powers_mark)::int), sum(c.n * (c.to_cover AND c.flows_mark)::int),
            sum(c.n * (c.to_cover AND c.steps_mark)::int), sum(c.n * (c.to_cover AND c.points_mark)::int),
            sum(c.n * (c.to_cover AND c.published_mark)::int), sum(c.n * (c.to_cover AND c.base_mark)::int),
            sum(c.n * c.powers), sum(c.n * c.powers_confirmed), sum(c.n * c.powers_with_flow),
            sum(c.n * c.publishable), sum(c.n * c.published), sum(c.n * c.steps), sum(c.n * c.steps_assessed),
            sum(c.n * c.points), sum(c.n * c.points_held), sum(c.n * c.high), sum(c.n * c.high_held),
            sum(c.n * c.measures), sum(c.n * c.rules)
        FROM (' || rows || ') AS c WHERE c.area_id IS NOT NULL GROUP BY c.area_id
        HAVING sum(c.n * c.to_cover::int) <> 0 OR sum(c.n * (c.to_cover AND c.covered)::int) <> 0
            OR sum(c.n * (c.to_cover AND c.powers_mark)::int) <> 0
            OR sum(c.n * (c.to_cover AND c.flows_mark)::int) <> 0
            OR sum(c.n * (c.to_cover AND c.steps_mark)::int) <> 0
            OR sum(c.n * (c.to_cover AND c.points_mark)::int) <> 0
            OR sum(c.n * (c.to_cover AND c.published_mark)::int) <> 0
            OR sum(c.n * (c.to_cover AND c.base_mark)::int) <> 0 OR sum(c.n * c.powers) <> 0
            OR sum(c.n * c.powers_confirmed) <> 0 OR sum(c.n * c.powers_with_flow) <> 0
            OR sum(c.n * c.publishable) <> 0 OR sum(c.n * c.published) <> 0 OR sum(c.n * c.steps) <> 0
            OR sum(c.n * c.steps_assessed) <> 0 OR sum(c.n * c.points) <> 0 OR sum(c.n * c.points_held) <> 0
            OR sum(c.n * c.high) <> 0 OR sum(c.n * c.high_held) <> 0 OR sum(c.n * c.measures) <> 0
            OR sum(c.n * c.rules) <> 0';
    RETURN NULL;
END
$$;

-- Replace the rows of each area that has several by their sum. Safe beside writers, readers and another fold.
CREATE OR REPLACE FUNCTION area_coverage_fold() RETURNS void LANGUAGE sql AS $$
    WITH gone AS (
        DELETE FROM dashboards_areacoverage WHERE area_id IN (SELECT area_id FROM dashboards_areacoverage
            GROUP BY area_id HAVING count(*) > 1)
        RETURNING *
    )
    INSERT INTO dashboards_areacoverage (area_id, units, covered, powers_mark, flows_mark, steps_mark,
        points_mark, published_mark, base_mark, sum_powers, sum_powers_confirmed, sum_powers_with_flow,
        sum_publishable, sum_published, sum_steps, sum_steps_assessed, sum_points, sum_points_held, sum_high,
        sum_high_held, sum_measures, sum_rules)
    SELECT area_id, sum(units), sum(covered), sum(powers_mark), sum(flows_mark), sum(steps_mark),
        sum(points_mark), sum(published_mark), sum(base_mark), sum(sum_powers), sum(sum_powers_confirmed),
        sum(sum_powers_with_flow), sum(sum_publishable), sum(sum_published), sum(sum_steps),
        sum(sum_steps_assessed), sum(sum_points), sum(sum_points_held), sum(sum_high), sum(sum_high_held),
        sum(sum_measures), sum(sum_rules)
        FROM gone GROUP BY area_id
$$;

-- Add what the ledger lacks against the summary rows; returns how many areas were wrong. One statement sees one state
-- of the rows, so that changes made meanwhile, which add their own differences, are neither lost nor doubled.
CREATE OR REPLACE FUNCTION area_coverage_mend() RETURNS bigint LANGUAGE sql AS $$
    WITH counted AS (
        SELECT c.area_id, c.to_cover::int AS units, (c.to_cover AND c.covered)::int AS covered,
            (c.to_cover AND c.powers_mark)::int AS powers_mark, (c.to_cover AND c.flows_mark)::int AS flows_mark,
            (c.to_cover AND c.steps_mark)::int AS steps_mark, (c.to_cover AND c.points_mark)::int AS points_mark,
            (c.to_cover AND c.published_mark)::int AS published_mark,
            (c.to_cover AND c.base_mark)::int AS base_mark, c.powers AS sum_powers,
            c.powers_confirmed AS sum_powers_confirmed, c.powers_with_flow AS sum_powers_with_flow,
            c.publishable AS sum_publishable, c.published AS sum_published, c.steps AS sum_steps,
            c.steps_assessed AS sum_steps_assessed, c.points AS sum_points, c.points_held AS sum_points_held,
            c.high AS sum_high, c.high_held AS sum_high_held, c.measures AS sum_measures, c.rules AS sum_rules
        FROM dashboards_unitcoverage c WHERE c.area_id IS NOT NULL
        UNION ALL
        SELECT area_id, -units, -covered, -powers_mark, -flows_mark, -steps_mark, -points_mark, -published_mark,
            -base_mark, -sum_powers, -sum_powers_confirmed, -sum_powers_with_flow, -sum_publishable,
            -sum_published, -sum_steps, -sum_steps_assessed, -sum_points, -sum_points_held, -sum_high,
            -sum_high_held, -sum_measures, -sum_rules FROM dashboards_areacoverage
    ), added AS (
        INSERT INTO dashboards_areacoverage (area_id, units, covered, powers_mark, flows_mark, steps_mark,
            points_mark, published_mark, base_mark, sum_powers, sum_powers_confirmed, sum_powers_with_flow,
            sum_publishable, sum_published, sum_steps, sum_steps_assessed, sum_points, sum_points_held,
            sum_high, sum_high_held, sum_measures, sum_rules)
        SELECT area_id, sum(units), sum(covered), sum(powers_mark), sum(flows_mark), sum(steps_mark),
            sum(points_mark), sum(published_mark), sum(base_mark), sum(sum_powers), sum(sum_powers_confirmed),
            sum(sum_powers_with_flow), sum(sum_publishable), sum(sum_published), sum(sum_steps),
            sum(sum_steps_assessed), sum(sum_points), sum(sum_points_held), sum(sum_high), sum(sum_high_held),
            sum(sum_measures), sum(sum_rules)
            FROM counted GROUP BY area_id
        HAVING sum(units) <> 0 OR sum(covered) <> 0 OR sum(powers_mark) <> 0 OR sum(flows_mark) <> 0
            OR sum(steps_mark) <> 0 OR sum(points_mark) <> 0 OR sum(published_mark) <> 0 OR sum(base_mark) <> 0
            OR sum(sum_powers) <> 0 OR sum(sum_powers_confirmed) <> 0 OR sum(sum_powers_with_flow) <> 0
            OR sum(sum_publishable) <> 0 OR sum(sum_published) <> 0 OR sum(sum_steps) <> 0
            OR sum(sum_steps_assessed) <> 0 OR sum(sum_points) <> 0 OR sum(sum_points_held) <> 0
            OR sum(sum_high) <> 0 OR sum(sum_high_held) <> 0 OR sum(sum_measures) <> 0 OR sum(sum_rules) <> 0
        RETURNING 1
    )
    SELECT count(*) FROM added
$$;

CREATE OR REPLACE TRIGGER area_coverage_insert AFTER INSERT ON dashboards_unitcoverage
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION area_coverage_changed();
CREATE OR REPLACE TRIGGER area_coverage_update AFTER UPDATE ON dashboards_unitcoverage
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION area_coverage_changed();
CREATE OR REPLACE TRIGGER area_coverage_delete AFTER DELETE ON dashboards_unitcoverage
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION area_coverage_changed();
