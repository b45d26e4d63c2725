-- What the register has with each row of 权力事项目录.

CREATE TEMP TABLE unit_powers ON COMMIT DROP AS
SELECT id, unit_id, code, workbook_plain(code) AS code_key, workbook_plain(name) AS name_key, kind, legal_basis,
       is_public, domain_id, exercising_post_id, status
FROM powers_poweritem WHERE unit_id IN (SELECT DISTINCT unit_id FROM located);
CREATE INDEX ON unit_powers (unit_id);
ANALYZE unit_powers;

CREATE TEMP TABLE placed ON COMMIT DROP AS
SELECT l.*, o.post_id, d.id AS domain_id
FROM located l
LEFT JOIN post_of o ON o.unit_id = l.unit_id AND o.words = l.post AND o.department = coalesce(l.department, '')
LEFT JOIN powers_domain d ON workbook_plain(d.name) = l.domain;
CREATE INDEX ON placed (row_id);
ANALYZE placed;

-- By its code; where the row has none, by its name.
CREATE TEMP TABLE aimed ON COMMIT DROP AS
SELECT DISTINCT ON (p.row_id) p.row_id, q.*
FROM placed p
JOIN unit_powers q ON q.unit_id = p.unit_id
    AND CASE WHEN p.code_key IS NULL THEN q.name_key = p.name_key AND q.status <> 'abolished' ELSE q.code_key = p.code_key END
ORDER BY p.row_id, q.id;
ANALYZE aimed;

CREATE TEMP TABLE differing ON COMMIT DROP AS
SELECT p.row_id,
       p.name_key <> a.name_key OR coalesce(p.kind <> a.kind, false)
       OR coalesce(workbook_plain(p.legal_basis) <> workbook_plain(a.legal_basis), false)
       OR coalesce(p.is_public <> a.is_public, false)
       OR (p.domain_id IS NOT NULL AND p.domain_id IS DISTINCT FROM a.domain_id)
       OR ((p.post_id IS NOT NULL OR (p.post IS NOT NULL AND %(make_missing)s))
           AND p.post_id IS DISTINCT FROM a.exercising_post_id) AS differs
FROM placed p JOIN aimed a ON a.row_id = p.row_id;
ANALYZE differing;

INSERT INTO found (row_id, field, code, refuses, unit_id, words)
SELECT row_id, 'post', CASE WHEN %(make_missing)s THEN 'new_post' ELSE 'unknown_post' END, NOT %(make_missing)s,
       unit_id, post
FROM placed WHERE post IS NOT NULL AND post_id IS NULL AND unit_id IS NOT NULL;

INSERT INTO found (row_id, field, code)
SELECT row_id, 'domain', 'domain' FROM placed WHERE domain IS NOT NULL AND domain_id IS NULL;

INSERT INTO found (row_id, field, code, facts)
SELECT row_id, 'name', 'twice', jsonb_build_object('row', first)
FROM (
    SELECT row_id, first_value(row) OVER same AS first, row_number() OVER same AS nth
    FROM placed WHERE unit_id IS NOT NULL
    WINDOW same AS (PARTITION BY unit_id, coalesce(code_key, '·' || name_key) ORDER BY sheet, row)
) AS rows WHERE nth > 1;

INSERT INTO found (row_id, field, code)
SELECT d.row_id, 'name', 'confirmed' FROM differing d JOIN aimed a ON a.row_id = d.row_id
WHERE d.differs AND a.status <> 'draft';

INSERT INTO judged (row_id, outcome, target)
SELECT p.row_id,
       CASE WHEN p.is_misread OR p.unit_id IS NULL OR p.row_id IN (SELECT row_id FROM found WHERE refuses) THEN 'refused'
            WHEN a.row_id IS NULL THEN 'new'
            WHEN d.differs THEN 'changed'
            ELSE 'unchanged' END,
       a.id
FROM placed p LEFT JOIN aimed a ON a.row_id = p.row_id LEFT JOIN differing d ON d.row_id = p.row_id;
