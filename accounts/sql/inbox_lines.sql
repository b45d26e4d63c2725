-- The lines of an inbox, with all its counts: one statement, because what waits is gathered from many tables.
--
-- what: "line", one thing to do or several equal ones · "part", the rows and lines of a part of the list ·
-- "kind", the rows of a kind and those of them that are late · "unit", the rows of a unit of the view.
, told AS (
    SELECT w.*,
           w.alike IS NOT NULL AND (w.alike = '*' OR count(*) OVER (PARTITION BY kind, w.unit, due, alike) >= together)
               AS is_folded
    FROM waits w CROSS JOIN asked a
    WHERE w.kind = ANY (a.shown) AND (a.only_unit IS NULL OR w.unit = a.only_unit)
), lines AS (
    SELECT kind, min(key) AS key, min(due) AS due, min(since) AS since, min(unit) AS unit,
           CASE WHEN min(alike) = '*' THEN 1 ELSE count(*) END AS weight, count(*) AS n,
           CASE WHEN min(due) < a.today THEN 0 WHEN min(due) = a.today THEN 1 WHEN min(due) <= a.soon THEN 2
                ELSE 3 END AS part
    FROM told CROSS JOIN asked a
    GROUP BY kind, a.today, a.soon,
             CASE WHEN is_folded THEN alike ELSE key::text END,
             CASE WHEN is_folded AND alike <> '*' THEN told.unit END,
             CASE WHEN is_folded AND alike <> '*' THEN due END
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
