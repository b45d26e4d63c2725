-- Bring in the accounts and roles that judge_accounts.sql found new or changed. No password: it comes by invitation.
-- What one person may not do alone is left in `asked` for forms/accounts.py to propose: critical roles, officials, and
-- another e-mail of an account that somebody uses or that is critical.

CREATE TEMP TABLE given ON COMMIT DROP AS
SELECT l.*, a.official_id, a.owner_id, a.grant_id, j.target
FROM located l JOIN judged j ON j.row_id = l.row_id AND j.outcome IN ('new', 'changed')
JOIN aimed a ON a.row_id = l.row_id;

INSERT INTO accounts_user
    (username, name, email, password, must_change_password, is_active, wants_digest, date_joined, made_by_id, generation)
SELECT DISTINCT ON (username) username, name, coalesce(email, ''),
       '!' || md5(random()::text) || md5(random()::text), true, true, true, now(), %(by)s, 0
FROM given WHERE target IS NULL ORDER BY username, sheet, row;
UPDATE given g SET target = u.id FROM accounts_user u WHERE g.target IS NULL AND u.username = g.username;

CREATE TEMP TABLE asked ON COMMIT DROP AS
SELECT target, 'role' AS kind, role, unit_id, NULL::bigint AS official_id, NULL::text AS email, reason
FROM given WHERE grant_id IS NULL AND role IN (SELECT role FROM apart)
UNION ALL
SELECT DISTINCT ON (target) target, 'official', '', unit_id, official_id, NULL, reason
FROM given WHERE official_id IS NOT NULL AND owner_id IS NULL
UNION ALL
SELECT DISTINCT ON (g.target) g.target, 'sign_in', '', g.unit_id, NULL, g.email, g.reason
FROM given g JOIN accounts_user u ON u.id = g.target
WHERE g.email <> u.email AND (u.password NOT LIKE '!%%' OR u.last_login IS NOT NULL
      OR EXISTS (SELECT FROM accounts_rolegrant r WHERE r.user_id = u.id AND r.role IN (SELECT role FROM apart))
      OR EXISTS (SELECT FROM accounts_accountchange c WHERE c.account_id = u.id AND c.status = 'proposed'
                 AND c.role IN (SELECT role FROM apart)));

CREATE TEMP TABLE moved ON COMMIT DROP AS
SELECT DISTINCT u.id, u.email FROM accounts_user u JOIN given g ON g.target = u.id
WHERE g.email <> u.email AND u.email <> '' AND u.id NOT IN (SELECT target FROM asked WHERE kind = 'sign_in');

UPDATE accounts_user u SET email = g.email
FROM (SELECT target, max(email) AS email FROM given GROUP BY target) AS g
WHERE u.id = g.target AND g.email <> u.email AND u.id NOT IN (SELECT target FROM asked WHERE kind = 'sign_in');

INSERT INTO accounts_rolegrant (user_id, role, unit_id, valid_from, reason, granted_by_id)
SELECT target, role, unit_id, %(today)s, coalesce(nullif(reason, ''), %(file)s), %(by)s
FROM given WHERE grant_id IS NULL AND role NOT IN (SELECT role FROM apart) ORDER BY row_id;

-- A new role ends the sessions and tokens of before.
UPDATE accounts_user SET generation = generation + 1
WHERE id IN (SELECT target FROM given WHERE grant_id IS NULL AND role NOT IN (SELECT role FROM apart));
UPDATE accounts_accesstoken SET revoked_at = now()
WHERE revoked_at IS NULL
  AND user_id IN (SELECT target FROM given WHERE grant_id IS NULL AND role NOT IN (SELECT role FROM apart));

INSERT INTO written (row_id, target, files) SELECT row_id, target, false FROM given;
