-- Units of whose filings of the window too many were returned.
SELECT p.unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id, 'all' AS key,
       count(*) FILTER (WHERE p.returned_at >= %(on)s::date - %(window)s + 1 AND p.returned_at < %(on)s::date + 1) AS found,
       coalesce(jsonb_agg(jsonb_build_object('kind', 'point', 'id', p.id, 'day',
           p.returned_at::date, 'text', p.name) ORDER BY p.returned_at DESC, p.id)
           FILTER (WHERE p.returned_at >= %(on)s::date - %(window)s + 1 AND p.returned_at < %(on)s::date + 1), '[]') AS grounds
FROM assessed a JOIN riskpoints_riskpoint p ON p.unit_id = a.unit_id
WHERE (p.filed_at >= %(on)s::date - %(window)s + 1 AND p.filed_at < %(on)s::date + 1)
   OR (p.returned_at >= %(on)s::date - %(window)s + 1 AND p.returned_at < %(on)s::date + 1)
GROUP BY p.unit_id
HAVING count(*) >= %(least)s
   AND count(*) FILTER (WHERE p.returned_at >= %(on)s::date - %(window)s + 1 AND p.returned_at < %(on)s::date + 1) * 100
       >= count(*) * %(percent)s
