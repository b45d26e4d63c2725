-- Which unit each staged row means. `allowed` (id, code, key) holds the units that the person enters things for; where
-- there is one only, rows need not name it. Leaves `located`: staged rows with unit_id, NULL where no unit is found.

CREATE TEMP TABLE unit_of ON COMMIT DROP AS
SELECT words, min(id) AS unit_id, count(DISTINCT id) AS found
FROM (SELECT DISTINCT coalesce(unit, '') AS words FROM staged) AS asked
LEFT JOIN LATERAL (
    SELECT id FROM allowed WHERE code = words
    UNION ALL SELECT id FROM allowed WHERE key = words
    UNION ALL SELECT id FROM allowed WHERE words = '' AND (SELECT count(*) FROM allowed) = 1
) AS a ON true
GROUP BY words;

CREATE TEMP TABLE located ON COMMIT DROP AS
SELECT s.*, CASE WHEN u.found = 1 THEN u.unit_id END AS unit_id
FROM staged s JOIN unit_of u ON u.words = coalesce(s.unit, '');
ANALYZE located (row_id, unit_id);

INSERT INTO found (row_id, field, code, unit_id, words)
SELECT s.row_id, 'unit', CASE WHEN u.words = '' THEN 'no_unit' WHEN u.found = 0 THEN 'unknown_unit' ELSE 'several_units' END,
       NULL, u.words
FROM staged s JOIN unit_of u ON u.words = coalesce(s.unit, '') WHERE u.found <> 1;
