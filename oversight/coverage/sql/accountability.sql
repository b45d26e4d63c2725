-- Duties that were not done, by unit and the leader who answers for them: of a measure the leader it names, of all else
-- the main leader. where_…: condition on the path of each table; since: a year ago.
WITH duty AS (
    SELECT w.unit_id, NULL::bigint AS post_id, 'overdue' AS kind, count(*) AS n FROM warnings_warning w
    WHERE w.official_id IS NULL AND w.status IN ('issued', 'acknowledged', 'escalated') AND w.due_on < %(today)s
      AND {where_w} GROUP BY 1
    UNION ALL
    SELECT w.unit_id, NULL, 'escalated', count(*) FROM warnings_escalation e JOIN warnings_warning w ON w.id = e.warning_id
    WHERE w.official_id IS NULL AND e.at >= %(since)s AND {where_w} GROUP BY 1
    UNION ALL
    SELECT unit_id, NULL, 'repeated', count(*) FROM (
        SELECT w.unit_id, w.issued_at, row_number() OVER (PARTITION BY w.fingerprint ORDER BY w.issued_at, w.id) AS nth
        FROM warnings_warning w
        WHERE w.official_id IS NULL AND w.fingerprint <> '' AND w.issued_at IS NOT NULL AND {where_w}) AS issued
    WHERE nth > 1 AND issued_at >= %(since)s GROUP BY 1
    UNION ALL
    SELECT m.unit_id, m.accountable_post_id, 'measures', count(*) FROM measures_measure m
    WHERE m.status = 'planned' AND m.due_on < %(today)s AND {where_m} GROUP BY 1, 2
    UNION ALL
    SELECT m.unit_id, m.accountable_post_id, 'failed', count(*) FROM measures_measure m
    WHERE m.status = 'verified' AND NOT m.effective AND m.verified_at >= %(since)s AND {where_m} GROUP BY 1, 2
    UNION ALL
    SELECT p.unit_id, NULL, 'reviews', count(*) FROM riskpoints_riskpoint p
    WHERE point_review_passed(p.status, p.revises_id, p.review_on, %(today)s) AND {where_p} GROUP BY 1
)
SELECT d.unit_id, coalesce(d.post_id, leader.id) AS post_id,
       coalesce(sum(n) FILTER (WHERE kind = 'overdue'), 0)::int AS overdue,
       coalesce(sum(n) FILTER (WHERE kind = 'escalated'), 0)::int AS escalated,
       coalesce(sum(n) FILTER (WHERE kind = 'repeated'), 0)::int AS repeated,
       coalesce(sum(n) FILTER (WHERE kind = 'measures'), 0)::int AS measures,
       coalesce(sum(n) FILTER (WHERE kind = 'failed'), 0)::int AS failed,
       coalesce(sum(n) FILTER (WHERE kind = 'reviews'), 0)::int AS reviews,
       sum(n)::int AS together, (count(*) OVER (PARTITION BY d.unit_id))::int AS lines_of_unit
FROM duty d
LEFT JOIN LATERAL (
    SELECT o.id FROM units_post o WHERE o.unit_id = d.unit_id AND o.is_main_leader AND NOT o.is_abolished
    ORDER BY o.id LIMIT 1) AS leader ON true
GROUP BY 1, 2 ORDER BY together DESC, 1, 2 LIMIT %(limit)s
