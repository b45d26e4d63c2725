-- Points in force on the day whose review date had passed; by unit.
SELECT p.unit_id, NULL::bigint AS post_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'point', 'id', p.id, 'day', p.review_on, 'text', p.name)
                  ORDER BY p.review_on, p.id)) AS grounds
FROM assessed a JOIN riskpoints_riskpoint p ON p.unit_id = a.unit_id
WHERE p.status = 'registered' AND p.revises_id IS NULL AND p.review_on < %(on)s - %(days)s
  AND p.registered_at < %(on)s::date + 1
GROUP BY p.unit_id HAVING count(*) >= %(least)s
