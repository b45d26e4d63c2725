-- Bring in the accounts and roles that judge_accounts.sql found new or changed. No password: it comes by invitation.

CREATE TEMP TABLE given ON COMMIT DROP AS
SELECT l.*, a.official_id, a.grant_id, j.target
FROM located l JOIN judged j ON j.row_id = l.row_id AND j.outcome IN ('new', 'changed')
JOIN aimed a ON a.row_id = l.row_id;

INSERT INTO accounts_user (username, name, email, official_id, password, must_change_password, is_active, wants_digest, date_joined)
SELECT DISTINCT ON (username) username, name, coalesce(email, ''), official_id,
       '!' || md5(random()::text) || md5(random()::text), true, true, true, now()
FROM given WHERE target IS NULL ORDER BY username, sheet, row;
UPDATE given g SET target = u.id FROM accounts_user u WHERE g.target IS NULL AND u.username = g.username;

UPDATE accounts_user u SET
    email = coalesce(g.email, u.email), official_id = coalesce(u.official_id, g.official_id)
FROM (SELECT target, max(email) AS email, max(official_id) AS official_id FROM given GROUP BY target) AS g
WHERE u.id = g.target
  AND (coalesce(g.email, u.email) <> u.email OR u.official_id IS NULL AND g.official_id IS NOT NULL);

INSERT INTO accounts_rolegrant (user_id, role, unit_id, valid_from, reason, granted_by_id)
SELECT target, role, unit_id, %(today)s, coalesce(nullif(reason, ''), %(file)s), %(by)s
FROM given WHERE grant_id IS NULL ORDER BY row_id;

INSERT INTO written (row_id, target, files) SELECT row_id, target, false FROM given;
