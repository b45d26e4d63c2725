-- Measures that were planned on the day, and whose due date had passed; by unit.
SELECT m.unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'measure', 'id', m.id, 'day', m.due_on, 'text', left(m.text, 60))
                  ORDER BY m.due_on, m.id)) AS grounds
FROM assessed a JOIN measures_measure m ON m.unit_id = a.unit_id
WHERE m.due_on < %(on)s - %(days)s AND m.status <> 'ended'
  AND (m.status = 'planned' OR m.in_force_at >= %(on)s::date + 1)
GROUP BY m.unit_id HAVING count(*) >= %(least)s
