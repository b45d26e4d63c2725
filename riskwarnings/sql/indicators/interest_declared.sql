-- Officials with a declared interest against a power that they exercise (integrity/sql/conflicts.sql), on which nobody has
-- decided; official by official. Only the domain is told: what was declared stays in the file.
SELECT c.unit_id, NULL::bigint AS post_id, c.official_id, 'official-' || c.official_id AS key, count(*) AS found,
       jsonb_agg(jsonb_build_object('kind', 'declaration', 'id', c.id, 'day', c.declared_on, 'text', c.domain)
                 ORDER BY c.id) AS grounds
FROM (
    SELECT d.id, d.unit_id, d.official_id, min(d.declared_at::date) AS declared_on, min(m.name) AS domain
    FROM assessed a
    JOIN integrity_declaration d ON d.unit_id = a.unit_id
    JOIN integrity_conflicts(%(on)s::date) k ON k.declaration_id = d.id AND k.is_open
    JOIN powers_domain m ON m.id = d.domain_id
    WHERE d.declared_at < %(on)s::date - %(days)s + 1 AND (k.since IS NULL OR k.since < %(on)s::date - %(days)s + 1)
    GROUP BY d.id
) AS c
GROUP BY c.unit_id, c.official_id
