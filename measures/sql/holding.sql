-- How each point in force is held, and what its domain's control plan asks: one row a point.
--
-- The only place that says what "held" means for coverage. Statuses are those of riskpoints/ and measures/choices.py.
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
    WHERE link.point_id = r.id AND (m.status = 'in_force' OR (m.status = 'verified' AND m.effective))
) AS live
WHERE r.status = 'registered' AND r.revises_id IS NULL;
