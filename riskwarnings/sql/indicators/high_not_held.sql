-- High points in force on the day, and medium ones on a key mark (riskpoints/key_marks.py), registered some days before, that no live measure held; by unit.
SELECT p.unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'point', 'id', p.id, 'day', p.registered_at::date,
                                     'text', p.name) ORDER BY p.id)) AS grounds
FROM assessed a JOIN riskpoints_riskpoint p ON p.unit_id = a.unit_id
WHERE p.status = 'registered' AND p.revises_id IS NULL AND (p.grade = 'high' OR %(key)s = 1 AND p.grade = 'medium' AND
       (EXISTS (SELECT FROM units_post o WHERE o.id = p.post_id AND o.is_main_leader)
             OR p.domain_id IN (SELECT id FROM powers_domain WHERE is_key)
             OR EXISTS (SELECT FROM powers_step s WHERE s.id = p.step_id AND s.is_key)))
  AND p.registered_at < %(on)s::date - %(days)s + 1
  AND NOT EXISTS (
      SELECT FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
      WHERE l.point_id = p.id AND (m.status = 'in_force' OR (m.status = 'verified' AND m.effective))
        AND m.in_force_at < %(on)s::date + 1)
GROUP BY p.unit_id HAVING count(*) >= %(least)s
