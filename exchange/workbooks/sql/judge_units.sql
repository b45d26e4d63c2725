-- What the register has with each row of 单位名录. Leaves `located` with the unit that a row means (unit_id) or, for a
-- new one, the unit above it, which is a unit of the register (parent_unit) or a row of the file (parent_row); and
-- `reached`, the new rows whose units above are accepted, with how far below the register's units they lie.

CREATE TEMP TABLE known ON COMMIT DROP AS
SELECT s.row_id, coalesce(c.id, k.id) AS target, c.id IS NOT NULL AND k.id IS NOT NULL AND c.id <> k.id AS is_two
FROM staged s
LEFT JOIN units_unit c ON c.code = s.code
LEFT JOIN units_unit k ON s.credit_code <> '' AND k.credit_code = s.credit_code;

CREATE TEMP TABLE named ON COMMIT DROP AS
SELECT words, min(id) AS id, count(DISTINCT id) AS found
FROM (SELECT DISTINCT parent AS words FROM staged WHERE parent <> '') AS asked
LEFT JOIN LATERAL (
    SELECT id FROM allowed WHERE code = words UNION ALL SELECT id FROM allowed WHERE key = words
) AS a ON true
GROUP BY words;

CREATE TEMP TABLE named_row ON COMMIT DROP AS
SELECT words, min(row_id) AS row_id, count(DISTINCT row_id) AS found
FROM (SELECT words FROM named WHERE found = 0) AS asked
JOIN staged s ON s.code = words OR s.name_key = words
GROUP BY words;

-- An area stands for its division where the row names no unit above.
CREATE TEMP TABLE area_of ON COMMIT DROP AS
SELECT words, min(area) AS area, min(division) AS division, count(*) AS found
FROM (SELECT DISTINCT division AS words FROM staged WHERE division <> '') AS asked
JOIN LATERAL (
    SELECT a.id AS area, d.code AS division FROM allowed a JOIN units_unit u ON u.id = a.id AND u.is_area
    JOIN units_division d ON d.code = u.division_id
    WHERE d.code = words OR d.name = words
) AS m ON true
GROUP BY words;

CREATE TEMP TABLE located ON COMMIT DROP AS
SELECT s.*, k.target, k.is_two, n.found AS parents, r.found AS parent_rows, a.found AS areas,
       a.division AS division_id, u.status, u.name AS unit_name, u.path, w.id IS NOT NULL AS is_mine,
       CASE WHEN s.parent <> '' THEN CASE WHEN n.found = 1 THEN n.id END
            ELSE coalesce(CASE WHEN a.found = 1 THEN a.area END, %(unit)s) END AS parent_unit,
       CASE WHEN r.found = 1 AND r.row_id <> s.row_id THEN r.row_id END AS parent_row,
       NULL::bigint AS unit_id
FROM staged s
JOIN known k ON k.row_id = s.row_id
LEFT JOIN units_unit u ON u.id = k.target
LEFT JOIN allowed w ON w.id = k.target
LEFT JOIN named n ON n.words = s.parent
LEFT JOIN named_row r ON r.words = s.parent
LEFT JOIN area_of a ON a.words = s.division;
UPDATE located SET unit_id = coalesce(CASE WHEN is_mine THEN target END, parent_unit);
ANALYZE located;

INSERT INTO found (row_id, field, code, words)
SELECT row_id, 'code', CASE WHEN is_two THEN 'credit_taken' WHEN NOT is_mine THEN 'code_elsewhere' ELSE 'closed' END, NULL
FROM located WHERE target IS NOT NULL AND (is_two OR NOT is_mine OR status = 'closed')
UNION ALL
SELECT row_id, 'division', 'unknown_division', NULL FROM located WHERE division <> '' AND areas IS NULL
UNION ALL
SELECT row_id, 'parent', CASE WHEN parents > 1 OR parent_rows > 1 THEN 'several_units' ELSE 'unknown_unit' END, parent
FROM located WHERE target IS NULL AND parent <> '' AND parent_unit IS NULL AND parent_row IS NULL
UNION ALL
SELECT row_id, 'parent', 'no_parent', NULL
FROM located WHERE target IS NULL AND coalesce(parent, '') = '' AND parent_unit IS NULL
  AND NOT (coalesce(division, '') <> '' AND areas IS NULL);

INSERT INTO found (row_id, field, code, facts)
SELECT row_id, field, 'twice', jsonb_build_object('row', first)
FROM (
    SELECT row_id, 'code' AS field, first_value(row) OVER same AS first, row_number() OVER same AS nth
    FROM located WHERE code <> '' WINDOW same AS (PARTITION BY code ORDER BY sheet, row)
    UNION ALL
    SELECT row_id, 'credit_code', first_value(row) OVER same, row_number() OVER same
    FROM located WHERE credit_code <> '' WINDOW same AS (PARTITION BY credit_code ORDER BY sheet, row)
) AS rows WHERE nth > 1;

-- Where a unit lies is changed by a reorganisation, which takes along what belongs to it.
INSERT INTO found (row_id, field, code, refuses, facts)
SELECT l.row_id, 'parent', 'lies_elsewhere', false, jsonb_build_object('unit', above.name)
FROM located l JOIN units_unit above ON above.path = left(l.path, -4)
WHERE l.target IS NOT NULL AND l.is_mine AND l.parent <> '' AND above.id IS DISTINCT FROM l.parent_unit;

CREATE TEMP TABLE reached ON COMMIT DROP AS
WITH RECURSIVE fit AS (
    SELECT * FROM located WHERE NOT is_misread AND row_id NOT IN (SELECT row_id FROM found WHERE refuses)
), reached AS (
    SELECT row_id, 1 AS depth FROM fit WHERE target IS NULL AND parent_unit IS NOT NULL
    UNION ALL
    SELECT fit.row_id, reached.depth + 1 FROM fit JOIN reached ON fit.parent_row = reached.row_id
    WHERE fit.target IS NULL AND fit.parent_unit IS NULL
)
SELECT * FROM reached;

INSERT INTO found (row_id, field, code)
SELECT l.row_id, 'parent', 'parent_refused' FROM located l
WHERE l.target IS NULL AND l.parent_row IS NOT NULL AND l.parent_unit IS NULL
  AND l.row_id NOT IN (SELECT row_id FROM reached) AND l.row_id NOT IN (SELECT row_id FROM found WHERE refuses);

INSERT INTO judged (row_id, outcome, target)
SELECT l.row_id,
       CASE WHEN l.is_misread OR l.row_id IN (SELECT row_id FROM found WHERE refuses) THEN 'refused'
            WHEN l.target IS NULL THEN 'new'
            WHEN l.name <> u.name OR l.kind <> u.kind OR l.level <> u.level OR l.industry <> u.industry
                 OR l.credit_code <> u.credit_code OR l.must_be_covered <> u.must_be_covered
                 OR l.division_id <> u.division_id THEN 'changed'
            ELSE 'unchanged' END,
       l.target
FROM located l LEFT JOIN units_unit u ON u.id = l.target;
