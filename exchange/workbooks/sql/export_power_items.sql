SELECT p.id, u.name AS unit, u.code AS unit_code, p.code, p.name, {kind} AS kind, p.legal_basis, o.name AS post,
       o.department, CASE WHEN p.is_public THEN '是' ELSE '否' END AS is_public, d.name AS domain, {status} AS status
FROM powers_poweritem p
JOIN ({rows}) AS wanted ON wanted.id = p.id
JOIN units_unit u ON u.id = p.unit_id
LEFT JOIN units_post o ON o.id = p.exercising_post_id
LEFT JOIN powers_domain d ON d.id = p.domain_id
ORDER BY p.id
