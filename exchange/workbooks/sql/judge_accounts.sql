-- What the register has with each row of 账号名册: the account by its name, and whether it holds the role at the unit.
-- `kept` holds the accounts that the administrator sees, `sole` those of them with no role elsewhere; `apart` the roles
-- that are never one account's (三员分立) and never one person's to give: they are proposed (accounts/proposals.py), and
-- what waits already is not new.

CREATE TEMP TABLE aimed ON COMMIT DROP AS
SELECT l.row_id, u.id AS user_id, workbook_plain(u.name) AS name_key, k.id IS NOT NULL AS is_mine, u.email,
       o.id AS official_id, owner.id AS owner_id, coalesce(g.id, waiting.id) AS grant_id,
       EXISTS (SELECT FROM accounts_accountchange c WHERE c.account_id = u.id AND c.kind = 'official'
               AND c.official_id = o.id AND c.status = 'proposed') AS is_linking,
       EXISTS (SELECT FROM accounts_accountchange c WHERE c.account_id = u.id AND c.kind = 'sign_in'
               AND c.facts->>'email' = l.email AND c.status = 'proposed') AS is_moving
FROM located l
LEFT JOIN accounts_user u ON u.username = l.username
LEFT JOIN kept k ON k.id = u.id
LEFT JOIN units_official o ON o.staff_number = l.staff_number
LEFT JOIN accounts_user owner ON owner.official_id = o.id
LEFT JOIN accounts_rolegrant g ON g.user_id = u.id AND g.role = l.role AND g.unit_id = l.unit_id AND g.withdrawn_at IS NULL
LEFT JOIN accounts_accountchange waiting ON waiting.account_id = u.id AND waiting.kind = 'role' AND waiting.role = l.role
    AND waiting.unit_id = l.unit_id AND waiting.status = 'proposed';
ANALYZE aimed;

INSERT INTO found (row_id, field, code)
SELECT row_id, 'username', 'account_elsewhere' FROM aimed WHERE user_id IS NOT NULL AND NOT is_mine
UNION ALL
SELECT l.row_id, 'username', 'account_elsewhere'
FROM located l JOIN aimed a ON a.row_id = l.row_id
WHERE a.is_mine AND a.user_id NOT IN (SELECT id FROM sole)
  AND (l.email <> a.email OR a.official_id IS NOT NULL AND a.owner_id IS NULL)
UNION ALL
SELECT l.row_id, 'email', 'oneself'
FROM located l JOIN aimed a ON a.row_id = l.row_id
WHERE a.user_id = %(by)s AND (l.email <> a.email OR a.official_id IS NOT NULL AND a.owner_id IS NULL)
UNION ALL
SELECT l.row_id, 'name', 'other_account'
FROM located l JOIN aimed a ON a.row_id = l.row_id WHERE a.is_mine AND a.name_key <> l.name_key
UNION ALL
SELECT l.row_id, 'name', 'other_account'
FROM located l JOIN (
    SELECT username FROM located WHERE username <> '' GROUP BY username HAVING count(DISTINCT name_key) > 1
) AS two ON two.username = l.username
WHERE l.row_id NOT IN (SELECT row_id FROM aimed WHERE user_id IS NOT NULL)
UNION ALL
SELECT row_id, 'role', 'oneself' FROM aimed WHERE user_id = %(by)s AND grant_id IS NULL
UNION ALL
SELECT l.row_id, 'staff_number', CASE WHEN a.official_id IS NULL THEN 'unknown_official' ELSE 'official_taken' END
FROM located l JOIN aimed a ON a.row_id = l.row_id
WHERE l.staff_number <> '' AND (a.official_id IS NULL OR a.owner_id IS DISTINCT FROM a.user_id AND a.owner_id IS NOT NULL)
UNION ALL
SELECT l.row_id, 'role', 'separation'
FROM located l JOIN aimed a ON a.row_id = l.row_id
WHERE l.role IN (SELECT role FROM apart) AND (
    EXISTS (SELECT FROM accounts_rolegrant g WHERE g.user_id = a.user_id AND g.withdrawn_at IS NULL AND g.role <> l.role
            AND g.role IN (SELECT role FROM apart))
    OR EXISTS (SELECT FROM located other WHERE other.username = l.username AND other.role <> l.role
               AND other.role IN (SELECT role FROM apart)));

INSERT INTO found (row_id, field, code, facts)
SELECT row_id, 'username', 'twice', jsonb_build_object('row', first)
FROM (
    SELECT row_id, first_value(row) OVER same AS first, row_number() OVER same AS nth
    FROM located WHERE unit_id IS NOT NULL AND username <> ''
    WINDOW same AS (PARTITION BY username, role, unit_id ORDER BY sheet, row)
) AS rows WHERE nth > 1;

INSERT INTO judged (row_id, outcome, target)
SELECT l.row_id,
       CASE WHEN l.is_misread OR l.unit_id IS NULL OR l.row_id IN (SELECT row_id FROM found WHERE refuses) THEN 'refused'
            WHEN a.user_id IS NULL THEN 'new'
            WHEN a.grant_id IS NULL OR l.email <> a.email AND NOT a.is_moving
                 OR a.official_id IS NOT NULL AND a.owner_id IS NULL AND NOT a.is_linking THEN 'changed'
            ELSE 'unchanged' END,
       a.user_id
FROM located l LEFT JOIN aimed a ON a.row_id = l.row_id;
