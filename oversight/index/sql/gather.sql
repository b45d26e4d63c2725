-- The figures of a computation, with their inputs frozen: for each unit of the area the counts (x of n) of each part of
-- the sheet, and its adjustments; for each area below, and the area itself, an empty row.
-- %(computation)s, %(period)s, %(sheet)s, %(below)s a LIKE of the area's path, %(starts_on)s, %(ends_on)s, %(on)s.

CREATE TEMPORARY TABLE measured ON COMMIT DROP AS
SELECT u.id AS unit_id, u.path, u.level || ':' || u.kind AS grp
FROM units_unit u
WHERE u.path LIKE %(below)s AND NOT u.is_area AND u.status = 'active' AND u.must_be_covered;
CREATE UNIQUE INDEX ON measured (unit_id);
ANALYZE measured;

CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT m.unit_id, 'coverage' AS source,
       (c.powers_confirmed + c.powers_with_flow + c.steps_assessed + c.points_held + c.published
        + c.has_contact::int + (c.rules > 0)::int)::numeric AS x,
       (2 * c.powers + c.steps + c.points + c.publishable + 2)::numeric AS n
FROM measured m JOIN dashboards_unitcoverage c ON c.unit_id = m.unit_id
UNION ALL
SELECT unit_id, 'measures', count(*) - count(*) FILTER (WHERE status = 'planned' AND due_on < %(on)s), count(*)
FROM measures_measure
WHERE unit_id IN (SELECT unit_id FROM measured) AND status <> 'ended' GROUP BY unit_id
UNION ALL
SELECT c.unit_id, 'warnings', c.points - least(coalesce(w.open, 0), c.points), c.points
FROM measured m JOIN dashboards_unitcoverage c ON c.unit_id = m.unit_id
LEFT JOIN (
    SELECT unit_id, count(*) AS open FROM warnings_warning
    WHERE issued_at < %(on)s::date + 1 AND (closed_at IS NULL OR closed_at >= %(on)s::date + 1)
        AND (withdrawn_at IS NULL OR withdrawn_at >= %(on)s::date + 1)
    GROUP BY unit_id
) AS w ON w.unit_id = m.unit_id
UNION ALL
SELECT unit_id, 'answers',
       count(*) FILTER (WHERE escalations = 0 AND answered_at < due_on + 1), count(*)
FROM warnings_warning
WHERE unit_id IN (SELECT unit_id FROM measured) AND due_on BETWEEN %(starts_on)s AND least(%(ends_on)s, %(on)s)
    AND status <> 'withdrawn'
GROUP BY unit_id;

CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT c.unit_id, p.number, p.id AS part_id, c.x, c.n
FROM counted c JOIN index_sheetpart p ON p.sheet_id = %(sheet)s AND p.source = c.source
WHERE c.n > 0
UNION ALL
SELECT s.unit_id, p.number, p.id, s.score * s.answers * 0.01, s.answers
FROM index_surveyscore s JOIN index_sheetpart p ON p.id = s.part_id
WHERE s.period_id = %(period)s AND s.unit_id IN (SELECT unit_id FROM measured);

INSERT INTO index_figure (computation_id, unit_id, path, "group", is_area, units, inputs, parts, added, deducted, is_grave,
                          grade, ranked)
SELECT %(computation)s, m.unit_id, m.path, m.grp, false, 1,
       jsonb_build_object('parts', coalesce(t.parts, '{}'), 'adjustments', coalesce(a.adjustments, '[]')),
       '[]', 0, 0, false, '', 0
FROM measured m
LEFT JOIN (
    SELECT unit_id, jsonb_object_agg(part_id, jsonb_build_array(x, n)) AS parts FROM taken GROUP BY unit_id
) AS t ON t.unit_id = m.unit_id
LEFT JOIN (
    SELECT unit_id, jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'points', points) ORDER BY id) AS adjustments
    FROM index_adjustment WHERE period_id = %(period)s GROUP BY unit_id
) AS a ON a.unit_id = m.unit_id
ORDER BY m.path;

INSERT INTO index_figure (computation_id, unit_id, path, "group", is_area, units, inputs, parts, added, deducted, is_grave,
                          grade, ranked)
SELECT %(computation)s, u.id, u.path, 'area:' || u.level, true, 0, '{}', '[]', 0, 0, false, '', 0
FROM units_unit u WHERE u.path LIKE %(below)s AND u.is_area;
