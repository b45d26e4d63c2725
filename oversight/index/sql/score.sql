-- From the frozen inputs of a computation's figures to its indexes, in `scored` (figure_id, parts, added, deducted,
-- is_grave, score, grade, rank, ranked, units) and `grouped` (group, part_id, units, n, mean, likeness). Everything is
-- numeric and every sum is exact, so that the order of the rows does not matter and the last digit is always the same.
-- %(computation)s, %(sheet)s.
--
-- A part of a unit is a share p = x / n. What stands in few answers, points or warnings is uncertain, and is drawn
-- towards the mean of the units of the same level and kind: value = z·p + (1 − z)·mean with z = n·r / (n·r + 1 − r).
-- r (the likeness of cases within a unit) is the moment estimator of the beta-binomial model by Kleinman, "Proportions
-- with extraneous variance: single and independent samples", JASA 68 (1973), with the weights n.

CREATE TEMPORARY TABLE shares ON COMMIT DROP AS
SELECT f.id AS figure_id, f."group" AS grp, p.id AS part_id, p.number, p.weight,
       (f.inputs -> 'parts' -> p.id::text ->> 0)::numeric AS x, (f.inputs -> 'parts' -> p.id::text ->> 1)::numeric AS n
FROM index_figure f CROSS JOIN index_sheetpart p
WHERE f.computation_id = %(computation)s AND NOT f.is_area AND p.sheet_id = %(sheet)s;

CREATE TEMPORARY TABLE grouped ON COMMIT DROP AS
SELECT grp, part_id, units, n, mean,
       CASE WHEN units = 1 THEN 1 WHEN mean * (1 - mean) = 0 OR room <= 0 THEN 0
            ELSE round(least(greatest((spread - mean * (1 - mean) * (units - 1)) / (mean * (1 - mean) * room), 0), 1), 16)
       END AS likeness
FROM (
    SELECT grp, part_id, count(*) AS units, sum(n) AS n, round(sum(x) / sum(n), 16) AS mean,
           sum(x * x / n) - sum(x) * sum(x) / sum(n) AS spread,
           sum(n) - sum(n * n) / sum(n) - (count(*) - 1) AS room
    FROM shares WHERE n > 0 GROUP BY grp, part_id
) AS sums;

CREATE TEMPORARY TABLE valued ON COMMIT DROP AS
SELECT s.figure_id, s.part_id, s.number, s.weight, s.x, s.n, g.mean, t.trust,
       round(100 * CASE WHEN s.n > 0 THEN t.trust * s.x / s.n + (1 - t.trust) * g.mean ELSE g.mean END, 2) AS value
FROM shares s JOIN grouped g ON g.grp = s.grp AND g.part_id = s.part_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN coalesce(s.n, 0) = 0 THEN 0 WHEN g.likeness = 0 THEN 0
                ELSE round(s.n * g.likeness / (s.n * g.likeness + 1 - g.likeness), 4) END AS trust
) AS t;

-- Of the sheet's parts those that have figures in the group of the unit share the whole weight.
CREATE TEMPORARY TABLE summed ON COMMIT DROP AS
SELECT figure_id, sum(weight * value) / sum(weight) AS base,
       jsonb_agg(jsonb_build_object('part', part_id, 'x', x, 'n', n, 'mean', round(100 * mean, 2), 'trust', trust,
                                    'value', value, 'weight', weight) ORDER BY number) AS parts
FROM valued GROUP BY figure_id;

CREATE TEMPORARY TABLE adjusted ON COMMIT DROP AS
SELECT f.id AS figure_id, f."group" AS grp, f.path, s.parts,
       least(coalesce(a.praise, 0), h.praise_most) AS added, coalesce(a.violations, 0) AS deducted,
       coalesce(a.is_grave, false) AS is_grave,
       round(least(greatest(s.base + least(coalesce(a.praise, 0), h.praise_most) - coalesce(a.violations, 0), 0),
                   CASE WHEN a.is_grave THEN h.grave_most ELSE 100 END), 2) AS score
FROM index_figure f
JOIN index_sheet h ON h.id = %(sheet)s
LEFT JOIN summed s ON s.figure_id = f.id
LEFT JOIN LATERAL (
    SELECT sum((e ->> 'points')::numeric) FILTER (WHERE e ->> 'kind' = 'praise') AS praise,
           sum((e ->> 'points')::numeric) FILTER (WHERE e ->> 'kind' <> 'praise') AS violations,
           bool_or(e ->> 'kind' = 'grave') AS is_grave
    FROM jsonb_array_elements(f.inputs -> 'adjustments') AS e
) AS a ON true
WHERE f.computation_id = %(computation)s AND NOT f.is_area;

-- An area is the mean of its units, in each part and in all. Four characters of a path are one level of the tree.
CREATE TEMPORARY TABLE held ON COMMIT DROP AS
SELECT area.id AS area_id, a.figure_id, a.score
FROM adjusted a
CROSS JOIN LATERAL generate_series(4, length(a.path) - 4, 4) AS size
JOIN index_figure area ON area.computation_id = %(computation)s AND area.is_area AND area.path = left(a.path, size)
WHERE a.score IS NOT NULL;

CREATE TEMPORARY TABLE scored ON COMMIT DROP AS
WITH both_kinds AS (
    SELECT figure_id, grp, parts, added, deducted, is_grave, score, (score IS NOT NULL)::int AS units FROM adjusted
    UNION ALL
    SELECT f.id, f."group", coalesce(p.parts, '[]'), 0, 0, false, u.score, coalesce(u.units, 0)
    FROM index_figure f
    LEFT JOIN (SELECT area_id, round(avg(score), 2) AS score, count(*) AS units FROM held GROUP BY area_id) AS u
        ON u.area_id = f.id
    LEFT JOIN (
        SELECT area_id, jsonb_agg(jsonb_build_object('part', part_id, 'value', value, 'n', n) ORDER BY number) AS parts
        FROM (
            SELECT h.area_id, v.part_id, v.number, round(avg(v.value), 2) AS value, sum(v.n) AS n
            FROM held h JOIN valued v ON v.figure_id = h.figure_id GROUP BY h.area_id, v.part_id, v.number
        ) AS of_parts GROUP BY area_id
    ) AS p ON p.area_id = f.id
    WHERE f.computation_id = %(computation)s AND f.is_area
)
SELECT b.figure_id, coalesce(b.parts, '[]') AS parts, b.added, b.deducted, b.is_grave, b.score, b.units,
       CASE WHEN b.score >= h.a_from THEN 'A' WHEN b.score >= h.b_from THEN 'B' WHEN b.score IS NOT NULL THEN 'C'
            ELSE '' END AS grade,
       CASE WHEN b.score IS NOT NULL THEN rank() OVER (PARTITION BY b.grp ORDER BY b.score DESC NULLS LAST) END AS rank,
       count(b.score) OVER (PARTITION BY b.grp) AS ranked
FROM both_kinds b JOIN index_sheet h ON h.id = %(sheet)s;
