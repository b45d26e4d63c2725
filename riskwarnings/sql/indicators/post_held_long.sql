-- Posts of much discretion, and those of main leaders, that one person has held for too long; post by post.
SELECT p.unit_id, p.id AS post_id, NULL::bigint AS official_id, 'post-' || p.id AS key, 1 AS found,
       jsonb_build_array(jsonb_build_object('kind', 'post', 'id', p.id, 'day', min(t.started_on), 'text', p.name)) AS grounds
FROM assessed a
JOIN units_post p ON p.unit_id = a.unit_id AND NOT p.is_abolished AND (p.is_main_leader OR p.discretion = 'high')
JOIN units_postperiod t ON t.post_id = p.id
WHERE t.started_on <= %(on)s::date - make_interval(years => %(years)s) AND (t.ended_on IS NULL OR t.ended_on > %(on)s)
GROUP BY p.unit_id, p.id, p.name
