SELECT point_id,
       CASE count(*) WHEN 1 THEN min(text) ELSE string_agg(nth || '.' || text, '；' ORDER BY nth) END AS measures,
       CASE WHEN count(DISTINCT method) = 1 THEN min(method) ELSE string_agg(method, '；' ORDER BY nth) END AS methods,
       CASE WHEN count(DISTINCT responsible) = 1 THEN min(responsible) ELSE string_agg(DISTINCT responsible, '、') END
           AS responsible,
       CASE WHEN count(DISTINCT leader) = 1 THEN min(leader) ELSE string_agg(DISTINCT leader, '、') END AS leader,
       CASE WHEN count(DISTINCT due_on) = 1 THEN min(due_on) END AS due_on
FROM (
    SELECT l.point_id, regexp_replace(m.text, '\s+', ' ', 'g') AS text, {method} AS method, m.due_on,
           concat_ws(' ', nullif(a.department, ''), a.name) AS responsible,
           nullif(concat_ws(' ', nullif(b.department, ''), b.name), '') AS leader,
           row_number() OVER (PARTITION BY l.point_id ORDER BY m.id) AS nth
    FROM measures_measurelink l
    JOIN measures_measure m ON m.id = l.measure_id AND m.status <> 'ended'
    LEFT JOIN units_post a ON a.id = m.responsible_post_id
    LEFT JOIN units_post b ON b.id = m.accountable_post_id
    {of}
) AS measures
GROUP BY point_id
