-- What the register has with each row of 岗位廉政风险点及防控措施一览表.

-- The power and the step that a row names; where one column holds both, its two parts.
CREATE TEMP TABLE unit_powers ON COMMIT DROP AS
SELECT id, unit_id, workbook_plain(name) AS name, workbook_plain(code) AS code
FROM powers_poweritem WHERE status <> 'abolished' AND unit_id IN (SELECT DISTINCT unit_id FROM located);
CREATE INDEX ON unit_powers (unit_id);
ANALYZE unit_powers;

CREATE TEMP TABLE power_of ON COMMIT DROP AS
SELECT DISTINCT ON (unit_id, words) unit_id, words, power_id
FROM (
    SELECT a.unit_id, a.words, p.id AS power_id, p.code = a.words AS by_code,
           count(*) OVER (PARTITION BY a.unit_id, a.words, p.code = a.words) AS n
    FROM (
        SELECT DISTINCT unit_id, words FROM located, LATERAL (VALUES (power), (power_part)) AS v (words)
        WHERE words <> '' AND unit_id IS NOT NULL
    ) AS a
    JOIN unit_powers p ON p.unit_id = a.unit_id AND a.words IN (p.code, p.name)
) AS candidates
WHERE n = 1
ORDER BY unit_id, words, by_code DESC;
ANALYZE power_of;

CREATE TEMP TABLE unit_steps ON COMMIT DROP AS
SELECT DISTINCT ON (power_id, name) *
FROM (
    SELECT s.id, u.id AS power_id, u.unit_id, workbook_plain(s.name) AS name, s.lineage, s.handler_id, s.monitor_id,
           f.status IN ('confirmed', 'published') AS in_force, f.version, s.number
    FROM unit_powers u
    JOIN powers_flow f ON f.power_item_id = u.id AND f.status <> 'superseded'
    JOIN powers_step s ON s.flow_id = f.id
) AS steps
ORDER BY power_id, name, in_force DESC, version DESC, number;
CREATE INDEX ON unit_steps (power_id);
ANALYZE unit_steps;

-- A column of powers and steps may also name the step alone.
CREATE TEMP TABLE step_alone ON COMMIT DROP AS
SELECT unit_id, name, min(id) AS step_id FROM unit_steps GROUP BY unit_id, name HAVING count(*) = 1;
ANALYZE step_alone;

CREATE TEMP TABLE powered ON COMMIT DROP AS
SELECT l.*, coalesce(whole.power_id, part.power_id) AS power_id,
       CASE WHEN whole.power_id IS NULL AND part.power_id IS NOT NULL THEN l.step_part ELSE l.step END AS step_words,
       own.post_id, resp.post_id AS responsible_id, head.post_id AS head_id, heads.department AS head_department,
       lead.post_id AS leader_id
FROM located l
LEFT JOIN power_of whole ON whole.unit_id = l.unit_id AND whole.words = l.power
LEFT JOIN power_of part ON part.unit_id = l.unit_id AND part.words = l.power_part
LEFT JOIN post_of own
    ON own.unit_id = l.unit_id AND own.words = l.post AND own.department = coalesce(l.department, '')
LEFT JOIN post_of resp
    ON resp.unit_id = l.unit_id AND resp.words = l.responsible AND resp.department = coalesce(l.department, '')
LEFT JOIN post_of head
    ON head.unit_id = l.unit_id AND head.words = l.department_head AND head.department = coalesce(l.department, '')
LEFT JOIN unit_posts heads ON heads.id = head.post_id
LEFT JOIN post_of lead
    ON lead.unit_id = l.unit_id AND lead.words = l.leader AND lead.department = coalesce(l.department, '');
ANALYZE powered (row_id, unit_id, power_id, step_words);

CREATE TEMP TABLE placed ON COMMIT DROP AS
SELECT p.*, s.id AS step_id, s.lineage, s.handler_id, s.monitor_id,
       p.power IS NOT NULL AND p.power_id IS NULL AND s.id IS NULL AS lacks_power,
       p.step_words IS NOT NULL AND s.id IS NULL AND p.power_id IS NOT NULL AS lacks_step,
       p.post IS NOT NULL AND p.post_id IS NULL AS lacks_post,
       CASE WHEN s.id IS NOT NULL THEN s.lineage::text
            WHEN p.step_words IS NOT NULL AND p.power_id IS NOT NULL THEN 'n' || p.power_id || '·' || p.step_words
            WHEN p.post_id IS NOT NULL THEN 'p' || p.post_id
            WHEN p.post IS NOT NULL THEN 'q' || coalesce(p.department, '') || '·' || p.post
            ELSE 'u' END AS place,
       -- What is known by its department alone lies on the unit, and is told from that of other departments.
       CASE WHEN s.id IS NULL AND p.post IS NULL AND (p.step_words IS NULL OR p.power_id IS NULL) THEN p.department
            END AS of_department
FROM powered p
LEFT JOIN step_alone a
    ON a.unit_id = p.unit_id AND p.power_id IS NULL AND a.name = CASE WHEN p.power IS NULL THEN p.step_words WHEN p.step_words IS NULL THEN p.power END
LEFT JOIN unit_steps named ON named.power_id = p.power_id AND named.name = p.step_words
LEFT JOIN unit_steps s ON s.id = coalesce(named.id, a.step_id);
CREATE INDEX ON placed (row_id);
ANALYZE placed (row_id, unit_id);

-- The words of a row for which the register has nothing of its own; they are kept with the risk point.
CREATE TEMP TABLE keeping ON COMMIT DROP AS
SELECT p.row_id, p.unit_id, jsonb_strip_nulls(jsonb_build_object(
    'department', CASE WHEN NOT (p.lacks_post AND p.step_id IS NULL)
        AND p.department IS DISTINCT FROM coalesce(q.department, '') THEN p.told ->> 'department' END,
    'post', p.told ->> 'post',
    'step', CASE WHEN p.step_only AND p.step_id IS NULL THEN p.told ->> 'step' END,
    'responsible', CASE WHEN p.responsible_id IS NULL AND p.responsible IS DISTINCT FROM p.post THEN p.told ->> 'responsible' END,
    'department_head', CASE WHEN p.head_id IS NULL OR p.head_department IS DISTINCT FROM coalesce(p.department, '')
        THEN p.told ->> 'department_head' END,
    'leader', CASE WHEN p.leader_id IS NULL THEN p.told ->> 'leader' END,
    'due_on', CASE WHEN p.due_on IS NULL THEN p.told ->> 'due_on' END)) AS words
FROM placed p LEFT JOIN unit_posts q ON q.id = coalesce(p.post_id, p.handler_id);
CREATE INDEX ON keeping (row_id);
ANALYZE keeping;

-- The post of its own department that a row names as the head of it, also one that comes in with this file.
CREATE TEMP TABLE named_head ON COMMIT DROP AS
SELECT p.row_id, p.unit_id, coalesce(p.department, '') AS department, coalesce(q.name, n.post) AS name,
       coalesce(q.is_department_head, false) AS is_known
FROM placed p
LEFT JOIN unit_posts q ON q.id = p.head_id AND q.department = coalesce(p.department, '')
LEFT JOIN (
    SELECT DISTINCT unit_id, department, post FROM placed WHERE lacks_post AND step_id IS NULL AND %(make_missing)s
) AS n ON p.head_id IS NULL AND n.unit_id = p.unit_id AND n.post = p.department_head
    AND n.department IS NOT DISTINCT FROM p.department
WHERE p.department_head IS NOT NULL AND coalesce(q.name, n.post) IS NOT NULL;
ANALYZE named_head;

-- Departments of which the register knows no head yet get what the rows name.
CREATE TEMP TABLE new_head ON COMMIT DROP AS
SELECT row_id, unit_id, department, name FROM named_head h
WHERE NOT EXISTS (
    SELECT FROM unit_posts q WHERE q.unit_id = h.unit_id AND q.department = h.department AND q.is_department_head
);
ANALYZE new_head;

-- Flows to which a step can be added: those that are still drawn, and powers without any.
CREATE TEMP TABLE power_open ON COMMIT DROP AS
SELECT u.id AS power_id, d.id AS flow_id
FROM unit_powers u
LEFT JOIN powers_flow d ON d.power_item_id = u.id AND d.status = 'draft'
WHERE d.id IS NOT NULL OR NOT EXISTS (SELECT FROM powers_flow f WHERE f.power_item_id = u.id);
ANALYZE power_open;

-- The risk points that the rows may mean, and what is the newest word on each: its open revision, if there is one.
CREATE TEMP TABLE points ON COMMIT DROP AS
SELECT p.id, p.unit_id, p.status, workbook_plain(p.name) AS name_key,
       coalesce(s.lineage::text, 'p' || p.post_id, 'u') AS place,
       CASE WHEN p.step_id IS NULL AND p.post_id IS NULL THEN workbook_plain(k.words ->> 'department') END
           AS of_department
FROM riskpoints_riskpoint p
LEFT JOIN powers_step s ON s.id = p.step_id
LEFT JOIN workbooks_sheetwords k ON k.point_id = p.id
WHERE p.unit_id IN (SELECT DISTINCT unit_id FROM located) AND p.revises_id IS NULL
  AND p.status IN ('draft', 'filed', 'endorsed', 'returned', 'registered');
CREATE INDEX ON points (unit_id, place, name_key);
ANALYZE points;

CREATE TEMP TABLE matched ON COMMIT DROP AS
SELECT DISTINCT ON (p.row_id) p.row_id, q.id AS point_id
FROM (
    SELECT *, count(*) OVER (PARTITION BY unit_id, place, name_key) AS alike FROM placed
) AS p
JOIN points q ON q.unit_id = p.unit_id
    AND CASE WHEN p.register_number IS NULL THEN q.place = p.place AND q.name_key IN (p.name_key, p.name_told)
                  -- A point without a department is meant where no other row could mean it.
                  AND (coalesce(q.of_department, '') = coalesce(p.of_department, '')
                       OR (p.alike = 1 AND (q.of_department IS NULL OR p.of_department IS NULL)))
             ELSE q.id = p.register_number END
ORDER BY p.row_id, q.of_department IS NOT DISTINCT FROM p.of_department DESC, q.status = 'registered' DESC, q.id;
CREATE INDEX ON matched (row_id);
ANALYZE matched;

CREATE TEMP TABLE aimed ON COMMIT DROP AS
SELECT m.row_id, m.point_id, r.id IS NOT NULL AS is_revision, coalesce(r.id, m.point_id) AS target_id,
       coalesce(r.status, q.status) AS target_status
FROM matched m
JOIN points q ON q.id = m.point_id
LEFT JOIN riskpoints_riskpoint r
    ON r.revises_id = m.point_id AND r.status IN ('draft', 'filed', 'endorsed', 'returned');
CREATE INDEX ON aimed (row_id);
ANALYZE aimed (row_id, point_id, target_id);

-- The measures that hold these points, also as the cell in which an export writes them.
CREATE TEMP TABLE held ON COMMIT DROP AS
SELECT point_id, array_agg(rtrim(workbook_plain(text), ';。,')) AS keys, array_agg(responsible_post_id) AS responsible,
       workbook_plain(CASE count(*) WHEN 1 THEN min(text) ELSE string_agg(nth || '.' || text, '；' ORDER BY nth) END) AS cell
FROM (
    SELECT l.point_id, m.text, m.responsible_post_id, row_number() OVER (PARTITION BY l.point_id ORDER BY m.id) AS nth
    FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id AND m.status <> 'ended'
    WHERE l.point_id IN (SELECT point_id FROM matched)
) AS measures
GROUP BY point_id;
ANALYZE held;

-- Those that a row adds: what does not hold its risk point yet.
CREATE TEMP TABLE added ON COMMIT DROP AS
SELECT p.row_id, e.n, e.v ->> 'text' AS text, e.v ->> 'method' AS method
FROM placed p
LEFT JOIN aimed a ON a.row_id = p.row_id
LEFT JOIN held h ON h.point_id = a.point_id
CROSS JOIN LATERAL jsonb_array_elements(p.measures) WITH ORDINALITY AS e (v, n)
WHERE h.point_id IS NULL OR (h.cell <> p.measures_key AND (e.v ->> 'key') <> ALL (h.keys));
CREATE INDEX ON added (row_id);
ANALYZE added;

-- Whether a row says anything else than the register does: than the open revision, and than what is in force. Blanks
-- and line breaks make no difference, and what a row leaves empty it leaves as it is.
CREATE TEMP TABLE differing ON COMMIT DROP AS
SELECT a.row_id, bool_and(coalesce(s.lineage::text, 'p' || a.post_id, 'u') <> p.place AND p.place <> 'u') AS moves,
       bool_and(coalesce(p.risk_class <> a.risk_class, false)
       OR workbook_plain(a.name) NOT IN (p.name_key, p.name_told)
       OR coalesce(workbook_plain(p.manifestation) <> workbook_plain(a.manifestation), false)
       OR coalesce((p.likelihood, p.harm, p.importance, p.frequency)
                   <> (a.likelihood, a.harm, a.importance, a.frequency), false)
       OR coalesce(p.three_majors <> a.three_majors AND (p.three_majors OR p.computed IS NOT NULL), false)
       OR coalesce(p.grade <> a.grade, false)
       OR coalesce(workbook_plain(p.grade_reason) <> workbook_plain(a.grade_reason) AND p.grade <> p.computed, false)
       OR coalesce(p.review_on <> a.review_on, false)
       OR (coalesce(s.lineage::text, 'p' || a.post_id, 'u') <> p.place AND p.place <> 'u')) AS differs
FROM (
    SELECT t.row_id, r.* FROM aimed t JOIN riskpoints_riskpoint r ON r.id IN (t.target_id, t.point_id)
) AS a
JOIN placed p ON p.row_id = a.row_id
LEFT JOIN powers_step s ON s.id = a.step_id
GROUP BY a.row_id;
CREATE INDEX ON differing (row_id);
ANALYZE differing;

INSERT INTO found (row_id, field, code, unit_id, words)
SELECT row_id, 'power', CASE WHEN EXISTS (
    SELECT FROM unit_powers u WHERE u.unit_id = p.unit_id AND p.power IN (u.code, u.name)
) THEN 'several_powers' ELSE 'unknown_power' END, unit_id, power
FROM placed p WHERE lacks_power AND unit_id IS NOT NULL;

INSERT INTO found (row_id, field, code)
SELECT row_id, 'step', 'step_without_power' FROM placed
WHERE step_words IS NOT NULL AND power IS NULL AND step_id IS NULL AND unit_id IS NOT NULL
  AND step_only IS NOT TRUE;

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'step', 'step_kept', false FROM placed WHERE step_only AND step_id IS NULL AND step IS NOT NULL;

-- Several posts in one cell: which is meant only a person can say.
INSERT INTO found (row_id, field, code, facts)
SELECT row_id, 'post', 'several_posts', jsonb_build_object('posts', several_posts) FROM placed
WHERE several_posts IS NOT NULL AND lacks_post AND unit_id IS NOT NULL;

INSERT INTO found (row_id, field, code, facts)
SELECT row_id, 'responsible', 'several_posts', jsonb_build_object('posts', several_responsible) FROM placed
WHERE several_responsible IS NOT NULL AND responsible_id IS NULL AND unit_id IS NOT NULL
  AND row_id IN (SELECT row_id FROM added);

INSERT INTO found (row_id, field, code, refuses, unit_id, within, words)
SELECT p.row_id, CASE WHEN p.step IS NULL THEN 'power' ELSE 'step' END,
       CASE WHEN makes THEN 'new_step' ELSE 'unknown_step' END, NOT makes, p.unit_id, p.power_id, p.step_words
FROM placed p
LEFT JOIN power_open o ON o.power_id = p.power_id
CROSS JOIN LATERAL (SELECT %(make_missing)s AND o.power_id IS NOT NULL) AS m (makes)
WHERE p.lacks_step;

INSERT INTO found (row_id, field, code, refuses, unit_id, words)
SELECT row_id, 'post', CASE WHEN %(make_missing)s THEN 'new_post' ELSE 'unknown_post' END, NOT %(make_missing)s,
       unit_id, post
FROM placed
WHERE lacks_post AND step_id IS NULL AND NOT lacks_power AND unit_id IS NOT NULL AND several_posts IS NULL;

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'power', 'no_step', false FROM placed
WHERE power_id IS NOT NULL AND step_id IS NULL AND NOT lacks_step AND post IS NOT NULL;

INSERT INTO found (row_id, field, code)
SELECT row_id, 'register_number', 'unknown_number' FROM placed
WHERE register_number IS NOT NULL AND unit_id IS NOT NULL AND row_id NOT IN (SELECT row_id FROM matched);

INSERT INTO found (row_id, field, code, facts)
SELECT row_id, 'name', 'twice', jsonb_build_object('row', first)
FROM (
    SELECT p.row_id, p.row, first_value(p.row) OVER same AS first, row_number() OVER same AS nth
    FROM placed p LEFT JOIN matched m ON m.row_id = p.row_id
    WHERE p.name_key IS NOT NULL AND p.unit_id IS NOT NULL
    WINDOW same AS (PARTITION BY p.unit_id, CASE WHEN m.point_id IS NULL
                        THEN concat_ws('·', p.place, p.of_department, p.name_key) ELSE m.point_id::text END
                    ORDER BY p.sheet, p.row)
) AS rows WHERE nth > 1;

INSERT INTO found (row_id, field, code)
SELECT d.row_id, 'name', 'on_its_way' FROM differing d JOIN aimed a ON a.row_id = d.row_id
WHERE d.differs AND a.target_status IN ('filed', 'endorsed');

INSERT INTO found (row_id, field, code, refuses, facts)
SELECT row_id, 'risk_class', 'class_by_place', false, jsonb_build_object('name', CASE
    WHEN step_id IS NOT NULL OR lacks_step THEN 'process' WHEN place <> 'u' THEN 'duty' ELSE 'system' END)
FROM placed WHERE risk_class IS NULL AND row_id NOT IN (SELECT row_id FROM matched);

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'measures', 'no_measure', false FROM placed
WHERE measures IS NULL AND row_id NOT IN (SELECT row_id FROM matched);

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'grade', 'grade_as_told', false FROM placed
WHERE grade IS NOT NULL AND computed IS NULL AND row_id NOT IN (SELECT row_id FROM matched);

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'responsible', 'person', false FROM placed
WHERE responsible IS NOT NULL AND responsible_id IS NULL AND several_responsible IS NULL
  AND (post_id IS NOT NULL OR handler_id IS NOT NULL OR post IS NOT NULL)
  -- The post of the row itself, which comes in with it.
  AND responsible IS DISTINCT FROM post;

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'responsible', 'no_person', false FROM placed
WHERE responsible IS NOT NULL AND responsible_id IS NULL AND several_responsible IS NULL AND unit_id IS NOT NULL
  AND post_id IS NULL AND handler_id IS NULL AND post IS NULL;

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'responsible', 'no_responsible', false FROM placed
WHERE responsible_id IS NULL AND post IS NULL AND handler_id IS NULL AND row_id IN (SELECT row_id FROM added);

INSERT INTO found (row_id, field, code, refuses, unit_id, words)
SELECT row_id, 'leader', 'no_person', false, unit_id, leader FROM placed
WHERE leader IS NOT NULL AND leader_id IS NULL AND unit_id IS NOT NULL;

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'department_head', 'no_head', false FROM placed
WHERE department_head IS NOT NULL AND unit_id IS NOT NULL AND row_id NOT IN (SELECT row_id FROM named_head);

INSERT INTO found (row_id, field, code, refuses)
SELECT k.row_id, 'department', 'department_kept', false FROM keeping k
WHERE k.words ? 'department' AND k.row_id NOT IN (SELECT row_id FROM matched);

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'department_head', 'other_head', false FROM named_head
WHERE NOT is_known AND row_id NOT IN (SELECT row_id FROM new_head);

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, 'leader', 'same_person', false FROM placed WHERE responsible_id = leader_id;

INSERT INTO found (row_id, field, code, refuses)
SELECT row_id, CASE WHEN step IS NULL THEN 'power' ELSE 'step' END, 'handler_monitors', false
FROM placed WHERE handler_id = monitor_id;

INSERT INTO found (row_id, field, code, refuses)
SELECT p.row_id, 'responsible', 'other_responsible', false
FROM placed p JOIN aimed a ON a.row_id = p.row_id JOIN held h ON h.point_id = a.point_id
WHERE p.responsible_id <> ALL (h.responsible) AND p.row_id NOT IN (SELECT row_id FROM added);

-- Who is named beside measures is kept with a row that brings measures; of another it is renewed where it is kept.
UPDATE keeping k SET words = k.words - ARRAY(
    SELECT f FROM unnest(ARRAY['responsible', 'leader', 'department_head']) AS f
    WHERE NOT coalesce(w.words ? f, false))
FROM aimed a LEFT JOIN workbooks_sheetwords w ON w.point_id = a.point_id
WHERE a.row_id = k.row_id AND k.row_id NOT IN (SELECT row_id FROM added);

-- Rows whose words are not kept with their risk point yet.
CREATE TEMP TABLE new_words ON COMMIT DROP AS
SELECT k.row_id
FROM keeping k JOIN aimed a ON a.row_id = k.row_id LEFT JOIN workbooks_sheetwords w ON w.point_id = a.point_id
WHERE EXISTS (
    SELECT FROM jsonb_each_text(k.words) AS e (field, text)
    WHERE workbook_plain(e.text) IS DISTINCT FROM workbook_plain(w.words ->> e.field)
);
ANALYZE new_words;

INSERT INTO judged (row_id, outcome, target)
SELECT p.row_id,
       CASE WHEN p.is_misread OR p.unit_id IS NULL OR p.row_id IN (SELECT row_id FROM found WHERE refuses) THEN 'refused'
            WHEN a.row_id IS NULL THEN 'new'
            WHEN d.differs OR p.row_id IN (SELECT row_id FROM added UNION ALL SELECT row_id FROM new_head UNION ALL SELECT row_id FROM new_words) THEN 'changed'
            ELSE 'unchanged' END,
       a.point_id
FROM placed p LEFT JOIN aimed a ON a.row_id = p.row_id LEFT JOIN differing d ON d.row_id = p.row_id;
