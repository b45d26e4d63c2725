-- High points in force on the day, and medium ones on a key mark (riskpoints/sql/key_marks.sql), registered some days
-- before, that no live measure held; by unit.
SELECT p.unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'point', 'id', p.id, 'day', p.registered_at::date,
                                     'text', p.name) ORDER BY p.id)) AS grounds
FROM assessed a JOIN riskpoints_riskpoint p ON p.unit_id = a.unit_id
WHERE point_in_force(p.status, p.revises_id)
  AND (p.grade = 'high' OR %(key)s = 1 AND p.grade = 'medium'
       AND EXISTS (SELECT FROM on_key_mark(p.post_id, p.domain_id, p.step_id)))
  AND p.registered_at < %(on)s::date - %(days)s + 1
  AND NOT EXISTS (
      SELECT FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
      WHERE l.point_id = p.id AND measure_is_live(m.status, m.effective) AND m.in_force_at < %(on)s::date + 1)
GROUP BY p.unit_id HAVING count(*) >= %(least)s
