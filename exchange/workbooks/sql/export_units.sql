SELECT u.id, u.code, u.name, above.name AS parent, above.code AS parent_code, {kind} AS kind, {level} AS level,
       u.division_id AS division, {industry} AS industry, u.credit_code,
       CASE WHEN u.must_be_covered THEN '是' ELSE '否' END AS must_be_covered
FROM units_unit u
JOIN ({rows}) AS wanted ON wanted.id = u.id
LEFT JOIN units_unit above ON above.path = left(u.path, -4)
ORDER BY u.path
