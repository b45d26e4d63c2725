-- Coverage of units, counted from the rows of the register.
--
-- coverage_recount(ids) is the only place that counts. Triggers call it for the units that a statement touched,
-- the nightly recount calls it for all. Statuses are those of units/, powers/, riskpoints/ and measures/choices.py.

CREATE OR REPLACE FUNCTION coverage_counts(ids bigint[])
RETURNS TABLE (
    unit_id bigint, powers int, powers_confirmed int, powers_with_flow int, publishable int, published int,
    steps int, steps_assessed int, points int, points_held int, measures int, rules int, has_contact boolean
) LANGUAGE sql STABLE AS $$
    WITH item AS (
        SELECT p.id, p.unit_id, p.status, p.is_public FROM powers_poweritem p
        WHERE p.unit_id = ANY (ids) AND p.status <> 'abolished'
    ), flow AS (
        SELECT DISTINCT ON (f.power_item_id) f.id, f.power_item_id, f.status
        FROM powers_flow f JOIN item ON item.id = f.power_item_id
        WHERE f.status IN ('confirmed', 'published')
        ORDER BY f.power_item_id, f.version DESC
    ), powers AS (
        SELECT item.unit_id,
               count(*) AS powers,
               count(*) FILTER (WHERE item.status = 'confirmed') AS confirmed,
               count(flow.id) AS with_flow,
               count(flow.id) FILTER (WHERE item.is_public) AS publishable,
               count(flow.id) FILTER (WHERE item.is_public AND flow.status = 'published') AS published
        FROM item LEFT JOIN flow ON flow.power_item_id = item.id
        GROUP BY item.unit_id
    ), step AS (
        SELECT item.unit_id, s.lineage
        FROM powers_step s JOIN flow ON flow.id = s.flow_id JOIN item ON item.id = flow.power_item_id
    ), point AS (
        SELECT r.id, r.unit_id, r.step_id FROM riskpoints_riskpoint r
        WHERE r.unit_id = ANY (ids) AND r.status = 'registered' AND r.revises_id IS NULL
    ), assessed AS (
        -- A step keeps its lineage from version to version, and with it what was found there.
        SELECT s.lineage FROM point JOIN powers_step s ON s.id = point.step_id
        UNION
        SELECT s.lineage
        FROM riskpoints_noriskfinding n JOIN powers_step s ON s.id = n.step_id
        WHERE n.status = 'signed' AND s.lineage IN (SELECT step.lineage FROM step)
    ), steps AS (
        SELECT step.unit_id, count(*) AS steps, count(assessed.lineage) AS assessed
        FROM step LEFT JOIN assessed ON assessed.lineage = step.lineage
        GROUP BY step.unit_id
    ), held AS (
        SELECT DISTINCT link.point_id
        FROM point
        JOIN measures_measurelink link ON link.point_id = point.id
        JOIN measures_measure m ON m.id = link.measure_id
        WHERE m.status = 'in_force' OR (m.status = 'verified' AND m.effective)
    ), points AS (
        SELECT point.unit_id, count(*) AS points, count(held.point_id) AS held
        FROM point LEFT JOIN held ON held.point_id = point.id
        GROUP BY point.unit_id
    ), measures AS (
        SELECT m.unit_id, count(*) AS measures FROM measures_measure m
        WHERE m.unit_id = ANY (ids) AND m.status <> 'ended' GROUP BY m.unit_id
    ), rules AS (
        SELECT r.unit_id, count(*) AS rules FROM measures_rule r
        WHERE r.unit_id = ANY (ids) AND r.status = 'in_force' GROUP BY r.unit_id
    )
    SELECT u.id,
           coalesce(powers.powers, 0)::int, coalesce(powers.confirmed, 0)::int,
           coalesce(powers.with_flow, 0)::int, coalesce(powers.publishable, 0)::int,
           coalesce(powers.published, 0)::int,
           coalesce(steps.steps, 0)::int, coalesce(steps.assessed, 0)::int,
           coalesce(points.points, 0)::int, coalesce(points.held, 0)::int,
           coalesce(measures.measures, 0)::int, coalesce(rules.rules, 0)::int,
           u.warning_contact_id IS NOT NULL
    FROM units_unit u
    LEFT JOIN powers ON powers.unit_id = u.id
    LEFT JOIN steps ON steps.unit_id = u.id
    LEFT JOIN points ON points.unit_id = u.id
    LEFT JOIN measures ON measures.unit_id = u.id
    LEFT JOIN rules ON rules.unit_id = u.id
    WHERE u.id = ANY (ids)
$$;

CREATE OR REPLACE FUNCTION coverage_recount(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Lock first, count then: under READ COMMITTED the count sees what the transaction before has committed,
    -- so that two people who change one unit at the same moment do not overwrite each other's figures.
    INSERT INTO dashboards_unitcoverage AS c
        (unit_id, powers, powers_confirmed, powers_with_flow, publishable, published, steps, steps_assessed,
         points, points_held, measures, rules, has_contact)
    SELECT u.id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false FROM units_unit u WHERE u.id = ANY (ids) ORDER BY u.id
    ON CONFLICT (unit_id) DO NOTHING;
    PERFORM 1 FROM dashboards_unitcoverage c WHERE c.unit_id = ANY (ids) ORDER BY c.unit_id FOR UPDATE;

    UPDATE dashboards_unitcoverage c
    SET powers = n.powers, powers_confirmed = n.powers_confirmed, powers_with_flow = n.powers_with_flow,
        publishable = n.publishable, published = n.published, steps = n.steps,
        steps_assessed = n.steps_assessed, points = n.points, points_held = n.points_held,
        measures = n.measures, rules = n.rules, has_contact = n.has_contact
    FROM coverage_counts(ids) n
    WHERE c.unit_id = n.unit_id
      AND (c.powers, c.powers_confirmed, c.powers_with_flow, c.publishable, c.published, c.steps,
           c.steps_assessed, c.points, c.points_held, c.measures, c.rules, c.has_contact)
          IS DISTINCT FROM
          (n.powers, n.powers_confirmed, n.powers_with_flow, n.publishable, n.published, n.steps,
           n.steps_assessed, n.points, n.points_held, n.measures, n.rules, n.has_contact);

    WITH counted AS (
        SELECT r.unit_id, r.risk_class, r.grade, count(*)::int AS points
        FROM riskpoints_riskpoint r
        WHERE r.unit_id = ANY (ids) AND r.status = 'registered' AND r.revises_id IS NULL
        GROUP BY r.unit_id, r.risk_class, r.grade
    ), gone AS (
        DELETE FROM dashboards_unitriskcount c
        WHERE c.unit_id = ANY (ids) AND NOT EXISTS (
            SELECT 1 FROM counted n
            WHERE (n.unit_id, n.risk_class, n.grade) = (c.unit_id, c.risk_class, c.grade))
    )
    INSERT INTO dashboards_unitriskcount AS c (unit_id, risk_class, grade, points)
    SELECT unit_id, risk_class, grade, points FROM counted
    ON CONFLICT (unit_id, risk_class, grade) DO UPDATE SET points = excluded.points
    WHERE c.points <> excluded.points;
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
