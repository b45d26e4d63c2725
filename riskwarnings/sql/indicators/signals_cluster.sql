-- Signals of the window: by risk point, by domain of a unit, by unit; the unit only where nothing narrower is named.
WITH counted AS (
    SELECT s.unit_id, s.point_id, s.domain_id, grouping(s.point_id) = 0 AS by_point, grouping(s.domain_id) = 0 AS by_domain,
           count(*) AS found,
           jsonb_agg(jsonb_build_object('kind', 'signal', 'id', s.id, 'day', s.occurred_on, 'source', s.source,
               'text', CASE s.secrecy WHEN 'confidential' THEN '' ELSE left(s.text, 200) END, 'finding', s.finding)
               ORDER BY s.id DESC) AS grounds
    FROM assessed a JOIN warnings_signal s ON s.unit_id = a.unit_id
    WHERE s.received_at >= %(on)s::date - %(window)s + 1 AND s.received_at < %(on)s::date + 1
      AND s.duplicate_of_id IS NULL AND s.finding <> 'not' AND s.source <> 'indicator'
    GROUP BY GROUPING SETS ((s.unit_id, s.point_id), (s.unit_id, s.domain_id), (s.unit_id))
), enough AS (
    SELECT * FROM counted
    WHERE CASE WHEN by_point THEN point_id IS NOT NULL AND found >= %(point)s
               WHEN by_domain THEN domain_id IS NOT NULL AND found >= %(domain)s
               ELSE found >= %(unit)s END
)
SELECT e.unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id,
       CASE WHEN by_point THEN 'point-' || point_id WHEN by_domain THEN 'domain-' || domain_id ELSE 'unit' END AS key,
       found, grounds
FROM enough e
WHERE by_point OR by_domain
   OR NOT EXISTS (SELECT FROM enough n WHERE n.unit_id = e.unit_id AND (n.by_point OR n.by_domain))
