-- Bring in the posts that judge_posts.sql found new or changed; one that was abolished is there again.

CREATE TEMP TABLE given ON COMMIT DROP AS
SELECT l.*, j.outcome, coalesce(j.target, nextval(pg_get_serial_sequence('units_post', 'id'))) AS id
FROM located l JOIN judged j ON j.row_id = l.row_id AND j.outcome IN ('new', 'changed')
ORDER BY l.row_id;

INSERT INTO units_post (id, unit_id, department, name, discretion, is_main_leader, is_department_head, is_abolished)
SELECT id, unit_id, coalesce(department, ''), name, coalesce(discretion, 'medium'), coalesce(is_main_leader, false),
       coalesce(is_department_head, false), false
FROM given WHERE outcome = 'new' ORDER BY id;

UPDATE units_post p SET
    discretion = coalesce(g.discretion, p.discretion), is_main_leader = coalesce(g.is_main_leader, p.is_main_leader),
    is_department_head = coalesce(g.is_department_head, p.is_department_head), is_abolished = false
FROM given g WHERE g.id = p.id AND g.outcome = 'changed';

INSERT INTO written (row_id, target, files) SELECT row_id, id, false FROM given;
