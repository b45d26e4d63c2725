-- Officials whose points of the window, in all their units, reach the limit; told at the unit of the newest entry.
SELECT s.unit_id, NULL::bigint AS post_id, s.official_id, 'official-' || s.official_id AS key, s.found, s.grounds
FROM (
    SELECT e.official_id, sum(e.points) AS found, (array_agg(e.unit_id ORDER BY e."on" DESC, e.id DESC))[1] AS unit_id,
           jsonb_agg(jsonb_build_object('kind', 'points', 'id', e.id, 'day', e."on", 'text', e.points::text)
                     ORDER BY e."on" DESC, e.id DESC) AS grounds
    FROM integrity_demerit e
    WHERE e.status IN ('recorded', 'answered') AND e."on" <= %(on)s AND e."on" > %(on)s::date - %(window)s
      AND e.official_id IN (SELECT i.official_id FROM assessed b JOIN integrity_demerit i ON i.unit_id = b.unit_id)
    GROUP BY e.official_id HAVING sum(e.points) >= %(limit)s
) AS s
JOIN assessed a ON a.unit_id = s.unit_id
