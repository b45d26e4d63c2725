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
