-- Bring in the officials and periods that judge_officials.sql found new or changed.

CREATE TEMP TABLE given ON COMMIT DROP AS
SELECT l.*, a.post_id, a.period_id, j.target
FROM located l JOIN judged j ON j.row_id = l.row_id AND j.outcome IN ('new', 'changed')
JOIN aimed a ON a.row_id = l.row_id;

INSERT INTO units_official (name, staff_number)
SELECT DISTINCT ON (staff_number) name, staff_number FROM given WHERE target IS NULL ORDER BY staff_number, sheet, row;
UPDATE given g SET target = o.id FROM units_official o WHERE g.target IS NULL AND o.staff_number = g.staff_number;

INSERT INTO units_postperiod (official_id, post_id, started_on, ended_on)
SELECT target, post_id, since, until FROM given WHERE period_id IS NULL ORDER BY row_id;
UPDATE units_postperiod h SET ended_on = g.until FROM given g WHERE h.id = g.period_id AND g.until IS NOT NULL;

INSERT INTO written (row_id, target, files) SELECT row_id, target, false FROM given;
