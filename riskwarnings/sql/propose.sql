-- What an indicator found becomes proposed warnings: where the rule is switched on, where no warning on the same grounds
-- is open, and where none was closed or withdrawn lately. Two runs at once propose it once (warning_open_once).
INSERT INTO warnings_warning (
    unit_id, post_id, official_id, keeper_id, level, text, handling, grounds, rule, fingerprint, status, proposed_at,
    escalations, answer, verification, withdrawal, path)
SELECT f.unit_id, f.post_id, f.official_id, warning_keeper(a.path, 99), %(level)s, replace(%(text)s, '{found}', f.found::text), '',
       jsonb_build_array(%(ground)s::jsonb || jsonb_build_object('found', f.found)) || kept.grounds,
       %(code)s, f.fingerprint, 'proposed', %(at)s, 0, '', '', '', ''
FROM (SELECT found.*, %(code)s || ':' || unit_id || ':' || key AS fingerprint FROM ({query}) AS found) AS f
JOIN assessed a ON a.unit_id = f.unit_id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(g ORDER BY n) AS grounds
    FROM jsonb_array_elements(f.grounds) WITH ORDINALITY AS t(g, n) WHERE n <= %(kept)s
) AS kept
WHERE coalesce((
        SELECT s.is_on FROM warnings_indicatorswitch s JOIN units_unit u ON u.id = s.unit_id
        WHERE s.code = %(code)s AND starts_with(a.path, u.path) ORDER BY length(u.path) DESC LIMIT 1), true)
  AND NOT EXISTS (
        SELECT FROM warnings_warning w
        WHERE w.fingerprint = f.fingerprint
          AND (w.status NOT IN ('closed', 'withdrawn')
               OR coalesce(w.withdrawn_at, w.closed_at) > %(at)s - make_interval(days => %(pause)s)))
ORDER BY f.unit_id
ON CONFLICT DO NOTHING
RETURNING id
