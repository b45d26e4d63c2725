-- Bring in what judge_risk_points.sql found new or changed. Ids are drawn first, so that rows find each other.

CREATE TEMP TABLE wanted ON COMMIT DROP AS
SELECT p.*, j.outcome, a.point_id, a.target_id, a.target_status, a.is_revision, d.differs, d.moves
FROM placed p
JOIN judged j ON j.row_id = p.row_id AND j.outcome IN ('new', 'changed')
LEFT JOIN aimed a ON a.row_id = p.row_id
LEFT JOIN differing d ON d.row_id = p.row_id;
CREATE INDEX ON wanted (row_id);
ANALYZE wanted (row_id, unit_id, target_id);

-- Posts and steps that the units lack. A new step stands at the end of its flow's draft, in the order of the file.
INSERT INTO units_post (unit_id, department, name, discretion, is_main_leader, is_abolished)
SELECT DISTINCT ON (w.unit_id, w.department, w.post)
       w.unit_id, coalesce(r.values ->> 'department', ''), r.values ->> 'post', 'medium', false, false
FROM wanted w JOIN workbooks_importrow r ON r.id = w.row_id
WHERE w.lacks_post AND w.step_id IS NULL
ORDER BY w.unit_id, w.department, w.post, w.row_id
ON CONFLICT DO NOTHING;

UPDATE units_post p SET is_department_head = true
FROM (SELECT DISTINCT h.unit_id, h.department, h.name FROM new_head h JOIN wanted w ON w.row_id = h.row_id) AS h
WHERE p.unit_id = h.unit_id AND workbook_plain(p.department) = h.department AND workbook_plain(p.name) = h.name
    AND NOT p.is_abolished AND NOT p.is_department_head;

INSERT INTO powers_flow (power_item_id, version, status)
SELECT DISTINCT w.power_id, 1, 'draft' FROM wanted w JOIN power_open o ON o.power_id = w.power_id
WHERE w.lacks_step AND o.flow_id IS NULL;

INSERT INTO powers_step (flow_id, lineage, number, name, handler_id, is_end, is_key)
SELECT f.id, gen_random_uuid(), last.number + row_number() OVER (PARTITION BY f.id ORDER BY s.row_id), s.name, h.id,
       false, false
FROM (
    SELECT DISTINCT ON (w.power_id, w.step_words) w.power_id, w.unit_id, w.row_id, w.post_id, w.department, w.post,
           coalesce(r.values ->> 'step', w.step_words) AS name
    FROM wanted w JOIN workbooks_importrow r ON r.id = w.row_id
    WHERE w.lacks_step ORDER BY w.power_id, w.step_words, w.row_id
) AS s
JOIN powers_flow f ON f.power_item_id = s.power_id AND f.status = 'draft'
CROSS JOIN LATERAL (SELECT coalesce(max(number), 0) AS number FROM powers_step WHERE flow_id = f.id) AS last
LEFT JOIN LATERAL (
    SELECT id FROM units_post p
    WHERE s.post IS NOT NULL AND p.id = coalesce(s.post_id, (
        SELECT min(q.id) FROM units_post q WHERE q.unit_id = s.unit_id AND workbook_plain(q.name) = s.post
        AND workbook_plain(q.department) = coalesce(s.department, '')))
) AS h ON true;

-- Where each row's risk point lies now, and which row of the register takes its content: a new one, the draft, or a
-- revision of what is in force.
CREATE TEMP TABLE drawn ON COMMIT DROP AS
SELECT row_id, nextval(pg_get_serial_sequence('riskpoints_riskpoint', 'id')) AS id
FROM (
    SELECT row_id FROM wanted WHERE outcome = 'new' OR (differs AND target_status = 'registered') ORDER BY row_id
) AS rows;
ANALYZE drawn;

CREATE TEMP TABLE given ON COMMIT DROP AS
SELECT w.row_id, w.outcome, w.unit_id, w.target_id, w.differs, w.due_on, coalesce(drawn.id, w.target_id) AS id,
       CASE WHEN w.outcome = 'changed' THEN w.point_id END AS point_id,
       w.differs AND w.target_status = 'registered' AS revises,
       coalesce(w.step_id, added_step.id) AS step_id,
       CASE WHEN coalesce(w.step_id, added_step.id) IS NULL THEN own.id END AS post_id,
       coalesce(w.responsible_id, own.id, w.handler_id) AS responsible_post_id,
       w.leader_id, coalesce(w.moves, true) AS moves,
       coalesce(w.risk_class, t.risk_class, CASE WHEN w.step_id IS NOT NULL OR w.lacks_step THEN 'process'
                                                 WHEN w.place <> 'u' THEN 'duty' ELSE 'system' END) AS risk_class,
       w.name, coalesce(w.manifestation, t.manifestation, '') AS manifestation,
       coalesce(w.likelihood, t.likelihood, 1) AS likelihood, coalesce(w.harm, t.harm, 1) AS harm,
       coalesce(w.importance, t.importance, 1) AS importance, coalesce(w.frequency, t.frequency, 1) AS frequency,
       g.three_majors, g.computed, g.grade,
       CASE WHEN g.grade = g.computed THEN ''
            ELSE coalesce(w.grade_reason, nullif(t.grade_reason, ''), %(as_told)s) END AS grade_reason,
       coalesce(w.review_on, t.review_on, CASE WHEN g.grade = 'high' THEN %(review)s::date END) AS review_on,
       coalesce(t.found_by, 'self') AS found_by
FROM wanted w
LEFT JOIN drawn ON drawn.row_id = w.row_id
LEFT JOIN riskpoints_riskpoint t ON t.id = w.target_id
CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN w.computed IS NOT NULL OR w.three_majors THEN w.three_majors END,
                                    t.three_majors, false) AS three_majors) AS m
CROSS JOIN LATERAL (SELECT CASE WHEN m.three_majors THEN 'high'
                                ELSE coalesce(w.computed, t.computed_grade, %(unsaid)s) END AS computed) AS c
CROSS JOIN LATERAL (SELECT m.three_majors, c.computed, coalesce(w.grade, t.grade, c.computed) AS grade) AS g
LEFT JOIN LATERAL (
    SELECT s.id FROM powers_step s JOIN powers_flow f ON f.id = s.flow_id
    WHERE w.lacks_step AND f.power_item_id = w.power_id AND f.status = 'draft'
      AND workbook_plain(s.name) = w.step_words
    ORDER BY s.number LIMIT 1
) AS added_step ON true
LEFT JOIN LATERAL (
    SELECT coalesce(w.post_id, (
        SELECT min(q.id) FROM units_post q WHERE w.lacks_post AND q.unit_id = w.unit_id
        AND workbook_plain(q.name) = w.post AND workbook_plain(q.department) = coalesce(w.department, ''))) AS id
) AS own ON true;
CREATE INDEX ON given (row_id);
-- The statistics of the register do not know the rows that come in: without these a join is planned row by row through all.
CREATE INDEX ON given (id);
CREATE INDEX ON given (target_id);
ANALYZE given (row_id, id, target_id);

-- New risk points, and revisions of those in force.
INSERT INTO riskpoints_riskpoint (
    id, unit_id, step_id, post_id, risk_class, name, manifestation, found_by, likelihood, harm, importance, frequency,
    three_majors, computed_grade, grading_rule, grade, grade_reason, residual_grade, review_on, status, revises_id,
    revision, created_by_id, created_at, return_reason, plan_gap_reason, path, industry)
SELECT g.id, g.unit_id, CASE WHEN g.moves THEN g.step_id ELSE t.step_id END,
       CASE WHEN g.moves THEN g.post_id ELSE t.post_id END,
       g.risk_class, g.name, g.manifestation, g.found_by, g.likelihood, g.harm, g.importance, g.frequency,
       g.three_majors, g.computed, %(rule)s, g.grade, g.grade_reason, '', g.review_on, 'draft',
       CASE WHEN g.revises THEN g.point_id END, coalesce(t.revision, 0) + 1, %(by)s, now(), '',
       CASE WHEN g.revises THEN t.plan_gap_reason ELSE '' END, '', ''
FROM given g LEFT JOIN riskpoints_riskpoint t ON t.id = g.target_id
WHERE g.outcome = 'new' OR g.revises
ORDER BY g.id;

UPDATE riskpoints_riskpoint p SET
    step_id = CASE WHEN g.moves THEN g.step_id ELSE p.step_id END,
    post_id = CASE WHEN g.moves THEN g.post_id ELSE p.post_id END,
    risk_class = g.risk_class, name = g.name, manifestation = g.manifestation, likelihood = g.likelihood,
    harm = g.harm, importance = g.importance, frequency = g.frequency, three_majors = g.three_majors,
    computed_grade = g.computed, grading_rule = %(rule)s, grade = g.grade, grade_reason = g.grade_reason,
    review_on = g.review_on
FROM given g WHERE p.id = g.target_id AND g.outcome = 'changed' AND g.differs AND NOT g.revises;

-- What stands on a key mark (riskpoints/sql/key_marks.sql) and has no review date has the usual one.
UPDATE riskpoints_riskpoint p SET review_on = %(review)s::date
FROM given g
WHERE p.id = g.id AND p.review_on IS NULL AND p.status IN ('draft', 'returned')
    AND EXISTS (SELECT FROM on_key_mark(p.post_id, p.domain_id, p.step_id));

-- Their measures: planned until the day that the row names, else in force.
CREATE TEMP TABLE measures ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('measures_measure', 'id')) AS id, m.*
FROM (SELECT coalesce(g.point_id, g.id) AS point_id, g.unit_id, a.text, a.method, g.responsible_post_id, g.due_on,
       coalesce(g.leader_id, CASE WHEN g.grade = 'high' THEN (
           SELECT min(p.id) FROM units_post p WHERE p.unit_id = g.unit_id AND p.is_main_leader AND NOT p.is_abolished
       ) END) AS accountable_post_id,
       g.responsible_post_id IS NOT NULL AND g.due_on IS NULL AS in_force
FROM added a JOIN given g ON g.row_id = a.row_id ORDER BY a.row_id, a.n) AS m;
ANALYZE measures (id, point_id);

INSERT INTO measures_measure (
    id, unit_id, text, method, responsible_post_id, accountable_post_id, due_on, status, in_force_by_id, in_force_at,
    verification, residual_grade, path)
SELECT id, unit_id, text, method, responsible_post_id, accountable_post_id, due_on,
       CASE WHEN in_force THEN 'in_force' ELSE 'planned' END, CASE WHEN in_force THEN %(by)s END,
       CASE WHEN in_force THEN now() END, '', '', ''
FROM measures ORDER BY id;

INSERT INTO measures_measurelink (measure_id, point_id) SELECT id, point_id FROM measures ORDER BY id;

-- What the rows say and the register has no column for.
INSERT INTO workbooks_sheetwords (point_id, words)
SELECT DISTINCT ON (g.point_id) g.point_id, g.words
FROM (SELECT coalesce(g.point_id, g.id) AS point_id, g.row_id, k.words FROM given g JOIN keeping k ON k.row_id = g.row_id) AS g
WHERE g.words <> '{}'
ORDER BY g.point_id, g.row_id
ON CONFLICT (point_id) DO UPDATE SET words = workbooks_sheetwords.words || excluded.words;

-- What may be filed: what is new, and drafts that changed.
INSERT INTO written (row_id, target, files)
SELECT g.row_id, g.id, g.outcome = 'new' OR g.differs FROM given g;
