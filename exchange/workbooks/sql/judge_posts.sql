-- What the register has with each row of 岗位目录.

CREATE TEMP TABLE aimed ON COMMIT DROP AS
SELECT l.row_id, p.id AS target_id, p.discretion, p.is_main_leader, p.is_department_head, p.is_abolished
FROM located l
JOIN units_post p ON p.unit_id = l.unit_id AND workbook_plain(p.name) = l.name_key
    AND workbook_plain(p.department) = l.department_key;
ANALYZE aimed;

INSERT INTO found (row_id, field, code, facts)
SELECT row_id, 'name', 'twice', jsonb_build_object('row', first)
FROM (
    SELECT row_id, first_value(row) OVER same AS first, row_number() OVER same AS nth
    FROM located WHERE unit_id IS NOT NULL
    WINDOW same AS (PARTITION BY unit_id, department_key, name_key ORDER BY sheet, row)
) AS rows WHERE nth > 1;

INSERT INTO judged (row_id, outcome, target)
SELECT l.row_id,
       CASE WHEN l.is_misread OR l.unit_id IS NULL OR l.row_id IN (SELECT row_id FROM found WHERE refuses) THEN 'refused'
            WHEN a.row_id IS NULL THEN 'new'
            WHEN a.is_abolished OR l.discretion <> a.discretion OR l.is_main_leader <> a.is_main_leader
                OR l.is_department_head <> a.is_department_head THEN 'changed'
            ELSE 'unchanged' END,
       a.target_id
FROM located l LEFT JOIN aimed a ON a.row_id = l.row_id;
