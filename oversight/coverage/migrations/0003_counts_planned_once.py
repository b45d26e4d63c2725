"""What coverage counts of a unit is planned once a connection; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- Each unit is counted by itself, through the indexes that lead from it to its rows. The planner may not choose
-- otherwise: inside a transaction that loads much its statistics are old, and a plan over whole tables, chosen by
-- them for a single unit, has been seen to take minutes. As nothing is left to choose, it plans once a connection: to
-- plan these joins takes several times as long as to run them, and every statement that changes a unit's rows asks.
CREATE OR REPLACE FUNCTION coverage_counts(ids bigint[])
RETURNS TABLE (
    unit_id bigint, path varchar, area_id bigint, to_cover boolean,
    powers int, powers_confirmed int, powers_with_flow int, publishable int, published int,
    steps int, steps_assessed int, points int, points_held int, measures int, rules int, has_contact boolean
) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
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
    WHERE u.id = ANY (ids);
END
$$;
"""


class Migration(RenderedOnce):
    dependencies = [("dashboards", "0002_sql")]
    operations = [migrations.RunSQL(SQL)]
