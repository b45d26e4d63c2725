SELECT o.id, u.name AS unit, u.code AS unit_code, o.department, o.name, {discretion} AS discretion,
       CASE WHEN o.is_main_leader THEN '是' ELSE '否' END AS is_main_leader,
       CASE WHEN o.is_department_head THEN '是' ELSE '否' END AS is_department_head
FROM units_post o
JOIN ({rows}) AS wanted ON wanted.id = o.id
JOIN units_unit u ON u.id = o.unit_id
ORDER BY o.id
