-- Points in force on the day whose review date had passed, sooner on a key mark (riskpoints/key_marks.py); by unit.
SELECT p.unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'point', 'id', p.id, 'day', p.review_on, 'text', p.name)
                  ORDER BY p.review_on, p.id)) AS grounds
FROM assessed a JOIN riskpoints_riskpoint p ON p.unit_id = a.unit_id
WHERE p.status = 'registered' AND p.revises_id IS NULL AND p.review_on < %(on)s - least(%(days)s, %(key_days)s)
  AND (p.review_on < %(on)s - %(days)s OR
       (EXISTS (SELECT FROM units_post o WHERE o.id = p.post_id AND o.is_main_leader)
             OR p.domain_id IN (SELECT id FROM powers_domain WHERE is_key)
             OR EXISTS (SELECT FROM powers_step s WHERE s.id = p.step_id AND s.is_key)))
  AND p.registered_at < %(on)s::date + 1
GROUP BY p.unit_id HAVING count(*) >= %(least)s
