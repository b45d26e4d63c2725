-- Bring in the power items that judge_power_items.sql found new or changed, all as drafts. One without a code gets the
-- next free number of its unit.

CREATE TEMP TABLE wanted ON COMMIT DROP AS
SELECT p.*, j.outcome, j.target FROM placed p JOIN judged j ON j.row_id = p.row_id AND j.outcome IN ('new', 'changed');
ANALYZE wanted;

INSERT INTO units_post (unit_id, department, name, discretion, is_main_leader, is_abolished)
SELECT DISTINCT ON (w.unit_id, w.department, w.post)
       w.unit_id, coalesce(r.values ->> 'department', ''), r.values ->> 'post', 'medium', false, false
FROM wanted w JOIN workbooks_importrow r ON r.id = w.row_id
WHERE w.post IS NOT NULL AND w.post_id IS NULL
ORDER BY w.unit_id, w.department, w.post, w.row_id
ON CONFLICT DO NOTHING;

CREATE TEMP TABLE given ON COMMIT DROP AS
SELECT w.*, coalesce(w.target, nextval(pg_get_serial_sequence('powers_poweritem', 'id'))) AS id,
       coalesce(w.post_id, (
           SELECT min(q.id) FROM units_post q WHERE w.post IS NOT NULL AND q.unit_id = w.unit_id
           AND workbook_plain(q.name) = w.post AND workbook_plain(q.department) = coalesce(w.department, '')
       )) AS exercising_post_id,
       coalesce(w.code, 'BH-' || lpad((
           (SELECT coalesce(max(substr(q.code, 4)::int), 0) FROM powers_poweritem q
            WHERE q.unit_id = w.unit_id AND q.code ~ '^BH-\d{1,9}$')
           + row_number() OVER (PARTITION BY w.unit_id, w.code IS NULL, w.outcome ORDER BY w.row_id))::text, 3, '0')) AS own_code
FROM wanted w
ORDER BY w.row_id;

INSERT INTO powers_poweritem (id, unit_id, code, name, kind, legal_basis, domain_id, exercising_post_id, is_public, status)
SELECT id, unit_id, own_code, name, kind, coalesce(legal_basis, ''), domain_id, exercising_post_id,
       coalesce(is_public, true), 'draft'
FROM given WHERE outcome = 'new' ORDER BY id;

UPDATE powers_poweritem p SET
    name = g.name, kind = coalesce(g.kind, p.kind), legal_basis = coalesce(g.legal_basis, p.legal_basis),
    domain_id = coalesce(g.domain_id, p.domain_id), is_public = coalesce(g.is_public, p.is_public),
    exercising_post_id = coalesce(g.exercising_post_id, p.exercising_post_id)
FROM given g WHERE g.id = p.id AND g.outcome = 'changed';

INSERT INTO written (row_id, target, files) SELECT row_id, id, false FROM given;
