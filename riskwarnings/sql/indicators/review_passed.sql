-- Points in force on the day whose review date had passed, sooner on a key mark (riskpoints/sql/key_marks.sql); by unit.
SELECT p.unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'point', 'id', p.id, 'day', p.review_on, 'text', p.name)
                  ORDER BY p.review_on, p.id)) AS grounds
FROM assessed a JOIN riskpoints_riskpoint p ON p.unit_id = a.unit_id
WHERE point_review_passed(p.status, p.revises_id, p.review_on, %(on)s - least(%(days)s, %(key_days)s))
  AND (p.review_on < %(on)s - %(days)s OR EXISTS (SELECT FROM on_key_mark(p.post_id, p.domain_id, p.step_id)))
  AND p.registered_at < %(on)s::date + 1
GROUP BY p.unit_id HAVING count(*) >= %(least)s
