"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- What coverage counts of each unit, from the rows of the register.
--
-- Statuses are those of units/, powers/, riskpoints/ and measures/choices.py.

-- Each unit is counted by itself, through the indexes that lead from it to its rows. The planner may not choose
-- otherwise: inside a transaction that loads much its statistics are old, and a plan over whole tables, chosen by
-- them for a single unit, has been seen to take minutes.
CREATE OR REPLACE FUNCTION coverage_counts(ids bigint[])
RETURNS TABLE (
    unit_id bigint, path varchar, area_id bigint, to_cover boolean,
    powers int, powers_confirmed int, powers_with_flow int, publishable int, published int,
    steps int, steps_assessed int, points int, points_held int, measures int, rules int, has_contact boolean
) LANGUAGE sql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
    SELECT u.id, u.path, area.id, NOT u.is_area AND u.must_be_covered AND u.status = 'active',
           item.powers::int, item.confirmed::int, item.with_flow::int, item.publishable::int, item.published::int,
           item.steps::int, item.assessed::int, point.points::int, point.held::int, measure.n::int, rule.n::int,
           u.warning_contact_id IS NOT NULL
    FROM units_unit u
    LEFT JOIN LATERAL (
        SELECT a.id FROM generate_series(4, length(u.path), 4) AS size
        JOIN units_unit a ON a.path = left(u.path, size) AND a.is_area
        ORDER BY size DESC LIMIT 1
    ) area ON true
    CROSS JOIN LATERAL (
        SELECT count(*) AS powers,
               count(*) FILTER (WHERE p.status = 'confirmed') AS confirmed,
               count(flow.id) AS with_flow,
               count(flow.id) FILTER (WHERE p.is_public) AS publishable,
               count(flow.id) FILTER (WHERE p.is_public AND flow.status = 'published') AS published,
               coalesce(sum(flow.steps), 0) AS steps,
               coalesce(sum(flow.assessed), 0) AS assessed
        FROM powers_poweritem p
        LEFT JOIN LATERAL (
            SELECT f.id, f.status, step.steps, step.assessed
            FROM (
                SELECT id, status FROM powers_flow
                WHERE power_item_id = p.id AND status IN ('confirmed', 'published')
                ORDER BY version DESC LIMIT 1
            ) AS f
            CROSS JOIN LATERAL (
                -- A step keeps its lineage from version to version, and with it what was found there.
                SELECT count(*) AS steps,
                       count(*) FILTER (WHERE EXISTS (
                           SELECT FROM powers_step o JOIN riskpoints_riskpoint r ON r.step_id = o.id
                           WHERE o.lineage = s.lineage AND point_in_force(r.status, r.revises_id)
                       ) OR EXISTS (
                           SELECT FROM powers_step o JOIN riskpoints_noriskfinding n ON n.step_id = o.id
                           WHERE o.lineage = s.lineage AND n.status = 'signed'
                       )) AS assessed
                FROM powers_step s WHERE s.flow_id = f.id
            ) AS step
        ) AS flow ON true
        WHERE p.unit_id = u.id AND p.status <> 'abolished'
    ) AS item
    CROSS JOIN LATERAL (
        -- The view is measures/sql/holding.sql: the points in force, a row a point.
        SELECT count(*) AS points, count(*) FILTER (WHERE h.is_held) AS held
        FROM measures_pointholding h WHERE h.unit_id = u.id
    ) AS point
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM measures_measure m WHERE m.unit_id = u.id AND m.status <> 'ended'
    ) AS measure
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM measures_rule r WHERE r.unit_id = u.id AND r.status = 'in_force'
    ) AS rule
    WHERE u.id = ANY (ids)
$$;

-- Coverage of units, kept from what coverage_counts (counts.sql) counts.
--
-- coverage_recount(ids) is the only place that writes it. Triggers call it for the units that a statement touched,
-- the nightly recount calls it for all.

CREATE OR REPLACE FUNCTION coverage_recount(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Lock first, count then: under READ COMMITTED the count sees what the transaction before has committed,
    -- so that two people who change one unit at the same moment do not overwrite each other's figures.
    INSERT INTO dashboards_unitcoverage AS c
        (unit_id, path, to_cover, powers, powers_confirmed, powers_with_flow, publishable, published, steps,
         steps_assessed, points, points_held, measures, rules, has_contact)
    SELECT u.id, u.path, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false FROM units_unit u WHERE u.id = ANY (ids) ORDER BY u.id
    ON CONFLICT (unit_id) DO NOTHING;
    PERFORM 1 FROM dashboards_unitcoverage c WHERE c.unit_id = ANY (ids) ORDER BY c.unit_id FOR UPDATE;

    UPDATE dashboards_unitcoverage c
    SET path = n.path, area_id = n.area_id, to_cover = n.to_cover, powers = n.powers, powers_confirmed = n.powers_confirmed,
        powers_with_flow = n.powers_with_flow, publishable = n.publishable, published = n.published,
        steps = n.steps, steps_assessed = n.steps_assessed, points = n.points, points_held = n.points_held,
        measures = n.measures, rules = n.rules, has_contact = n.has_contact
    FROM coverage_counts(ids) n
    WHERE c.unit_id = n.unit_id
      AND (c.path, c.area_id, c.to_cover, c.powers, c.powers_confirmed, c.powers_with_flow, c.publishable, c.published,
           c.steps, c.steps_assessed, c.points, c.points_held, c.measures, c.rules, c.has_contact)
          IS DISTINCT FROM
          (n.path, n.area_id, n.to_cover, n.powers, n.powers_confirmed, n.powers_with_flow, n.publishable, n.published,
           n.steps, n.steps_assessed, n.points, n.points_held, n.measures, n.rules, n.has_contact);
END
$$;

-- The trigger's argument is a query over the changed rows that yields the units they count for.
CREATE OR REPLACE FUNCTION coverage_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    EXECUTE 'SELECT array_agg(DISTINCT u) FROM (' || TG_ARGV[0] || ') AS touched (u) WHERE u IS NOT NULL' INTO ids;
    IF ids IS NOT NULL THEN
        PERFORM coverage_recount(ids);
    END IF;
    RETURN NULL;
END
$$;

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
        sum_publishable, sum_published, sum_steps, sum_steps_assessed, sum_points, sum_points_held, sum_measures,
        sum_rules)
        SELECT c.area_id, sum(c.n * c.to_cover::int), sum(c.n * (c.to_cover AND c.covered)::int),
            sum(c.n * (c.to_cover AND c.powers_mark)::int), sum(c.n * (c.to_cover AND c.flows_mark)::int),
            sum(c.n * (c.to_cover AND c.steps_mark)::int), sum(c.n * (c.to_cover AND c.points_mark)::int),
            sum(c.n * (c.to_cover AND c.published_mark)::int), sum(c.n * (c.to_cover AND c.base_mark)::int),
            sum(c.n * c.powers), sum(c.n * c.powers_confirmed), sum(c.n * c.powers_with_flow),
            sum(c.n * c.publishable), sum(c.n * c.published), sum(c.n * c.steps), sum(c.n * c.steps_assessed),
            sum(c.n * c.points), sum(c.n * c.points_held), sum(c.n * c.measures), sum(c.n * c.rules)
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
            OR sum(c.n * c.measures) <> 0 OR sum(c.n * c.rules) <> 0';
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
        sum_publishable, sum_published, sum_steps, sum_steps_assessed, sum_points, sum_points_held, sum_measures,
        sum_rules)
    SELECT area_id, sum(units), sum(covered), sum(powers_mark), sum(flows_mark), sum(steps_mark),
        sum(points_mark), sum(published_mark), sum(base_mark), sum(sum_powers), sum(sum_powers_confirmed),
        sum(sum_powers_with_flow), sum(sum_publishable), sum(sum_published), sum(sum_steps),
        sum(sum_steps_assessed), sum(sum_points), sum(sum_points_held), sum(sum_measures), sum(sum_rules)
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
            c.measures AS sum_measures, c.rules AS sum_rules
        FROM dashboards_unitcoverage c WHERE c.area_id IS NOT NULL
        UNION ALL
        SELECT area_id, -units, -covered, -powers_mark, -flows_mark, -steps_mark, -points_mark, -published_mark,
            -base_mark, -sum_powers, -sum_powers_confirmed, -sum_powers_with_flow, -sum_publishable,
            -sum_published, -sum_steps, -sum_steps_assessed, -sum_points, -sum_points_held, -sum_measures,
            -sum_rules FROM dashboards_areacoverage
    ), added AS (
        INSERT INTO dashboards_areacoverage (area_id, units, covered, powers_mark, flows_mark, steps_mark,
            points_mark, published_mark, base_mark, sum_powers, sum_powers_confirmed, sum_powers_with_flow,
            sum_publishable, sum_published, sum_steps, sum_steps_assessed, sum_points, sum_points_held,
            sum_measures, sum_rules)
        SELECT area_id, sum(units), sum(covered), sum(powers_mark), sum(flows_mark), sum(steps_mark),
            sum(points_mark), sum(published_mark), sum(base_mark), sum(sum_powers), sum(sum_powers_confirmed),
            sum(sum_powers_with_flow), sum(sum_publishable), sum(sum_published), sum(sum_steps),
            sum(sum_steps_assessed), sum(sum_points), sum(sum_points_held), sum(sum_measures), sum(sum_rules)
            FROM counted GROUP BY area_id
        HAVING sum(units) <> 0 OR sum(covered) <> 0 OR sum(powers_mark) <> 0 OR sum(flows_mark) <> 0
            OR sum(steps_mark) <> 0 OR sum(points_mark) <> 0 OR sum(published_mark) <> 0 OR sum(base_mark) <> 0
            OR sum(sum_powers) <> 0 OR sum(sum_powers_confirmed) <> 0 OR sum(sum_powers_with_flow) <> 0
            OR sum(sum_publishable) <> 0 OR sum(sum_published) <> 0 OR sum(sum_steps) <> 0
            OR sum(sum_steps_assessed) <> 0 OR sum(sum_points) <> 0 OR sum(sum_points_held) <> 0
            OR sum(sum_measures) <> 0 OR sum(sum_rules) <> 0
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

-- The statement-level triggers that keep coverage true: which tables count for which units.
--
-- Each entry is a query over `changed`, the rows that a statement inserted, updated (old and new) or deleted.
DO $$
DECLARE
    counts record;
    seen record;
BEGIN
    FOR counts IN SELECT * FROM (VALUES
        ('units_unit',
         'SELECT c.id FROM changed c'),
        ('powers_poweritem',
         'SELECT c.unit_id FROM changed c'),
        ('powers_flow',
         'SELECT p.unit_id FROM changed c JOIN powers_poweritem p ON p.id = c.power_item_id'),
        ('powers_step',
         'SELECT p.unit_id FROM changed c JOIN powers_flow f ON f.id = c.flow_id '
         'JOIN powers_poweritem p ON p.id = f.power_item_id'),
        ('riskpoints_riskpoint',
         'SELECT c.unit_id FROM changed c'),
        ('riskpoints_noriskfinding',
         'SELECT p.unit_id FROM changed c JOIN powers_step s ON s.id = c.step_id '
         'JOIN powers_flow f ON f.id = s.flow_id JOIN powers_poweritem p ON p.id = f.power_item_id'),
        ('measures_measure',
         'SELECT c.unit_id FROM changed c UNION SELECT r.unit_id FROM changed c '
         'JOIN measures_measurelink l ON l.measure_id = c.id JOIN riskpoints_riskpoint r ON r.id = l.point_id'),
        ('measures_measurelink',
         'SELECT r.unit_id FROM changed c JOIN riskpoints_riskpoint r ON r.id = c.point_id'),
        ('measures_rule',
         'SELECT c.unit_id FROM changed c'),
        -- What a plan asks counts for every unit with a point of that grade in its domain.
        ('measures_planrequirement',
         'SELECT r.unit_id FROM changed c JOIN measures_controlplan p ON p.id = c.plan_id '
         'JOIN riskpoints_riskpoint r ON r.domain_id = p.domain_id AND r.grade = c.grade '
         'AND r.status = ''registered''')
    ) AS t (tablename, units)
    LOOP
        FOR seen IN SELECT * FROM (VALUES
            ('insert', 'new_rows', 'NEW TABLE AS new_rows'),
            ('update', '(SELECT * FROM new_rows UNION ALL SELECT * FROM old_rows)',
             'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('delete', 'old_rows', 'OLD TABLE AS old_rows')
        ) AS t (event, changed, referencing)
        LOOP
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER coverage_%s AFTER %s ON %I REFERENCING %s '
                'FOR EACH STATEMENT EXECUTE FUNCTION coverage_changed(%L)',
                seen.event, seen.event, counts.tablename, seen.referencing,
                replace(counts.units, 'changed c', seen.changed || ' c'));
        END LOOP;
    END LOOP;
END
$$;
"""


class Migration(RenderedOnce):
    dependencies = [("dashboards", "0001_initial"), ("measures", "0002_sql"), ("powers", "0002_sql"), ("riskpoints", "0002_sql"), ("units", "0002_sql")]
    operations = [migrations.RunSQL(SQL)]
