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
         steps_assessed, points, points_held, high, high_held, measures, rules, has_contact)
    SELECT u.id, u.path, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false FROM units_unit u WHERE u.id = ANY (ids) ORDER BY u.id
    ON CONFLICT (unit_id) DO NOTHING;
    PERFORM 1 FROM dashboards_unitcoverage c WHERE c.unit_id = ANY (ids) ORDER BY c.unit_id FOR UPDATE;

    UPDATE dashboards_unitcoverage c
    SET path = n.path, area_id = n.area_id, to_cover = n.to_cover, powers = n.powers, powers_confirmed = n.powers_confirmed,
        powers_with_flow = n.powers_with_flow, publishable = n.publishable, published = n.published,
        steps = n.steps, steps_assessed = n.steps_assessed, points = n.points, points_held = n.points_held,
        high = n.high, high_held = n.high_held, measures = n.measures, rules = n.rules, has_contact = n.has_contact
    FROM coverage_counts(ids) n
    WHERE c.unit_id = n.unit_id
      AND (c.path, c.area_id, c.to_cover, c.powers, c.powers_confirmed, c.powers_with_flow, c.publishable, c.published,
           c.steps, c.steps_assessed, c.points, c.points_held, c.high, c.high_held, c.measures, c.rules, c.has_contact)
          IS DISTINCT FROM
          (n.path, n.area_id, n.to_cover, n.powers, n.powers_confirmed, n.powers_with_flow, n.publishable, n.published,
           n.steps, n.steps_assessed, n.points, n.points_held, n.high, n.high_held, n.measures, n.rules, n.has_contact);
END
$$;

-- The coverage of the units concerned is counted anew. The trigger's argument is a query over the changed rows that
-- yields these units.
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
