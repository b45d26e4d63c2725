-- What the register has with each row of 干部任职名册: the official by staff number, and the period at the post.

CREATE TEMP TABLE aimed ON COMMIT DROP AS
SELECT l.row_id, p.post_id, o.id AS official_id, workbook_plain(o.name) AS name_key,
       h.id AS period_id, h.ended_on
FROM located l
LEFT JOIN post_of p ON p.unit_id = l.unit_id AND p.department = coalesce(l.department, '') AND p.words = l.post
LEFT JOIN units_official o ON o.staff_number = l.staff_number
LEFT JOIN units_postperiod h ON h.official_id = o.id AND h.post_id = p.post_id AND h.started_on = l.since;
ANALYZE aimed;

INSERT INTO found (row_id, field, code, unit_id, words)
SELECT l.row_id, 'post', 'unknown_post', l.unit_id, l.post
FROM located l JOIN aimed a ON a.row_id = l.row_id
WHERE l.unit_id IS NOT NULL AND l.post <> '' AND a.post_id IS NULL;

INSERT INTO found (row_id, field, code)
SELECT l.row_id, 'staff_number', 'other_name'
FROM located l JOIN aimed a ON a.row_id = l.row_id WHERE a.name_key <> l.name_key
UNION ALL
-- Two names for one number within the file: none of them is believed.
SELECT l.row_id, 'staff_number', 'other_name'
FROM located l JOIN (
    SELECT staff_number FROM located WHERE staff_number <> '' GROUP BY staff_number HAVING count(DISTINCT name_key) > 1
) AS two ON two.staff_number = l.staff_number
WHERE l.row_id NOT IN (SELECT row_id FROM aimed WHERE official_id IS NOT NULL)
UNION ALL
SELECT l.row_id, 'since', 'period_overlaps'
FROM located l JOIN aimed a ON a.row_id = l.row_id JOIN units_postperiod h ON h.official_id = a.official_id
WHERE h.post_id = a.post_id AND a.period_id IS DISTINCT FROM h.id
  AND daterange(h.started_on, h.ended_on, '[]') && daterange(l.since, coalesce(l.until, a.ended_on), '[]')
GROUP BY l.row_id;

INSERT INTO found (row_id, field, code, facts)
SELECT later.row_id, 'since', 'twice', jsonb_build_object('row', min(first.row))
FROM located later JOIN aimed a ON a.row_id = later.row_id
JOIN located first ON first.staff_number = later.staff_number AND (first.sheet, first.row) < (later.sheet, later.row)
JOIN aimed b ON b.row_id = first.row_id AND b.post_id = a.post_id
WHERE daterange(first.since, first.until, '[]') && daterange(later.since, later.until, '[]')
GROUP BY later.row_id;

INSERT INTO judged (row_id, outcome, target)
SELECT l.row_id,
       CASE WHEN l.is_misread OR l.unit_id IS NULL OR l.row_id IN (SELECT row_id FROM found WHERE refuses) THEN 'refused'
            WHEN a.official_id IS NULL THEN 'new'
            WHEN a.period_id IS NULL OR l.until IS NOT NULL AND l.until IS DISTINCT FROM a.ended_on THEN 'changed'
            ELSE 'unchanged' END,
       a.official_id
FROM located l LEFT JOIN aimed a ON a.row_id = l.row_id;
