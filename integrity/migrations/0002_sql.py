"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- Declared interests against the powers that the official's posts exercise on a day: the same domain, and the interest
-- lies where the unit has its say or the unit lies where the interest is. is_open: nobody has decided on it since both
-- have been there. LANGUAGE sql and STABLE, so that the planner sees through it.
CREATE OR REPLACE FUNCTION integrity_conflicts(day date)
RETURNS TABLE (declaration_id bigint, power_item_id bigint, post_id bigint, how text, since date, is_open boolean)
LANGUAGE sql STABLE AS $$
SELECT d.id, i.id, o.id, h.how, s.since, d.status = 'declared' OR s.since > d.assessed_at::date
FROM integrity_declaration d
JOIN units_postperiod t ON t.official_id = d.official_id
     AND t.started_on <= day AND (t.ended_on IS NULL OR t.ended_on >= day)
JOIN units_post o ON o.id = t.post_id
JOIN units_unit u ON u.id = o.unit_id
JOIN powers_poweritem i ON i.unit_id = o.unit_id AND i.domain_id = d.domain_id AND i.status = 'confirmed'
LEFT JOIN units_unit a ON a.id = d.area_id
CROSS JOIN LATERAL (SELECT CASE
    WHEN i.exercising_post_id = o.id THEN 'exercises'
    WHEN o.is_main_leader THEN 'leads'
    WHEN EXISTS (SELECT FROM powers_flow f JOIN powers_step w ON w.flow_id = f.id
                 WHERE f.power_item_id = i.id AND f.status IN ('confirmed', 'published')
                   AND o.id IN (w.handler_id, w.monitor_id)) THEN 'works' END) AS h(how)
CROSS JOIN LATERAL (SELECT greatest(t.started_on, i.confirmed_at::date, d.since)) AS s(since)
WHERE d.status IN ('declared', 'assessed') AND h.how IS NOT NULL
  AND (d.since IS NULL OR d.since <= day) AND (d.until IS NULL OR d.until >= day)
  AND (d.area_id IS NULL OR starts_with(u.path, a.path)
       OR starts_with(a.path, left(u.path, length(u.path) - 4)))
$$;
"""


class Migration(RenderedOnce):
    dependencies = [("integrity", "0001_initial"), ("powers", "0002_sql"), ("units", "0002_sql")]
    operations = [migrations.RunSQL(SQL)]
