-- The lines of an inbox, with all its counts: one statement, because what waits is gathered from many tables.
--
-- what: "line", one thing to do or several equal ones · "part", the rows and lines of a part of the list ·
-- "kind", the rows of a kind and those of them that are late · "unit", the rows of a unit of the view.
, told AS MATERIALIZED (
    SELECT w.*, coalesce(w.unit, 0) AS place, coalesce(w.due, 'infinity') AS day
    FROM waits w CROSS JOIN asked a
    WHERE w.kind = ANY (a.shown) AND (a.only_unit IS NULL OR w.unit = a.only_unit)
), folded AS MATERIALIZED (
    SELECT kind, place, day, alike, min(key) AS key, min(due) AS due, min(since) AS since, min(unit) AS unit, count(*) AS n
    FROM told WHERE alike <> '*' GROUP BY kind, place, day, alike HAVING count(*) >= (SELECT together FROM asked)
), found AS (
    SELECT kind, key, due, since, unit, 1 AS weight, 1 AS n FROM told t
    WHERE alike IS NULL OR alike <> '*' AND (kind, place, day, alike) NOT IN (SELECT kind, place, day, alike FROM folded)
    UNION ALL
    SELECT kind, key, due, since, unit, n, n FROM folded
    UNION ALL
    SELECT kind, min(key), min(due), min(since), min(unit), 1, count(*) FROM told WHERE alike = '*' GROUP BY kind
), lines AS MATERIALIZED (
    SELECT found.*, CASE WHEN due < a.today THEN 0 WHEN due = a.today THEN 1 WHEN due <= a.soon THEN 2 ELSE 3 END AS part
    FROM found CROSS JOIN asked a
), placed AS (
    SELECT lines.*, row_number() OVER (
        PARTITION BY part ORDER BY due, CASE WHEN a.newest_first THEN since END DESC NULLS LAST, since, kind, key) AS place
    FROM lines CROSS JOIN asked a
)
(SELECT 'line' AS what, p.part, kind, key, due, since, p.unit, n, 0 AS number
 FROM placed p CROSS JOIN asked a
 WHERE (a.only_part IS NULL OR p.part = a.only_part) AND p.place > a.after AND p.place <= a.after + a.most
 ORDER BY p.part, p.place)
UNION ALL
SELECT 'part', part, NULL, NULL, NULL, NULL, NULL, sum(weight)::bigint, count(*) FROM lines GROUP BY part
UNION ALL
SELECT 'kind', NULL, kind, NULL, NULL, NULL, NULL, count(*), count(*) FILTER (WHERE due < (SELECT today FROM asked))
FROM waits GROUP BY kind
UNION ALL
(SELECT 'unit', NULL, NULL, NULL, NULL, NULL, w.unit, count(*), 0
 FROM waits w CROSS JOIN asked a WHERE w.kind = ANY (a.of_view) AND w.unit IS NOT NULL
 GROUP BY w.unit ORDER BY count(*) DESC, w.unit LIMIT (SELECT units FROM asked))
