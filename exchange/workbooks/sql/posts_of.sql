-- Which post of its unit a name means: `post_asked` (unit_id, department, words) → `post_of` with post_id. A name with
-- its department comes before the name alone, and the name of a person stands for the one post that they hold there.

CREATE TEMP TABLE unit_posts ON COMMIT DROP AS
SELECT id, unit_id, workbook_plain(department) AS department, workbook_plain(name) AS name, is_department_head
FROM units_post
WHERE NOT is_abolished AND unit_id IN (SELECT DISTINCT unit_id FROM post_asked);
CREATE INDEX ON unit_posts (unit_id);
ANALYZE unit_posts;

CREATE TEMP TABLE post_of ON COMMIT DROP AS
SELECT DISTINCT ON (unit_id, department, words) unit_id, department, words, post_id
FROM (
    SELECT a.*, m.post_id, m.rank, count(*) OVER (PARTITION BY a.unit_id, a.department, a.words, m.rank) AS n
    FROM post_asked a
    JOIN LATERAL (
        SELECT p.id AS post_id,
               CASE WHEN p.department = a.department THEN 1
                    WHEN p.department || p.name = a.words THEN 2
                    WHEN p.department = '' THEN 3
                    ELSE 4 END AS rank
        FROM unit_posts p
        WHERE p.unit_id = a.unit_id
          AND (p.name = a.words AND (p.department IN (a.department, '') OR a.department = '')
               OR p.department || p.name = a.words)
        UNION ALL
        SELECT p.id, 5
        FROM unit_posts p
        JOIN units_postperiod h ON h.post_id = p.id AND (h.ended_on IS NULL OR h.ended_on >= CURRENT_DATE)
        JOIN units_official o ON o.id = h.official_id
        WHERE p.unit_id = a.unit_id AND workbook_plain(o.name) = a.words
    ) AS m ON true
) AS candidates
WHERE n = 1
ORDER BY unit_id, department, words, rank;
CREATE INDEX ON post_of (unit_id, words);
ANALYZE post_of;
