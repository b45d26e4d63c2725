-- High points in force on the day, registered some days before, that no live measure held; by unit.
SELECT p.unit_id, NULL::bigint AS post_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'point', 'id', p.id, 'day', p.registered_at::date,
                                     'text', p.name) ORDER BY p.id)) AS grounds
FROM assessed a JOIN riskpoints_riskpoint p ON p.unit_id = a.unit_id
WHERE p.status = 'registered' AND p.revises_id IS NULL AND p.grade = 'high'
  AND p.registered_at < %(on)s::date - %(days)s + 1
  AND NOT EXISTS (
      SELECT FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
      WHERE l.point_id = p.id AND (m.status = 'in_force' OR (m.status = 'verified' AND m.effective))
        AND m.in_force_at < %(on)s::date + 1)
GROUP BY p.unit_id HAVING count(*) >= %(least)s
