SELECT r.id, u.name AS unit, u.code AS unit_code,
       coalesce(h.department, o.department, k.words ->> 'department') AS department, coalesce(h.name, o.name, k.words ->> 'post') AS post,
       p.name AS power, coalesce(s.name, k.words ->> 'step') AS step, {risk_class} AS risk_class, r.name, r.manifestation,
       r.likelihood, r.harm, r.importance, r.frequency, CASE WHEN r.three_majors THEN '是' ELSE '否' END AS three_majors,
       {grade} AS grade, r.grade_reason, m.measures, m.methods,
       coalesce(m.responsible, k.words ->> 'responsible') AS responsible,
       coalesce(d.department_head, k.words ->> 'department_head') AS department_head,
       coalesce(m.leader, k.words ->> 'leader') AS leader, coalesce(m.due_on::text, k.words ->> 'due_on') AS due_on, r.review_on,
       {status} AS status, r.id AS register_number
FROM riskpoints_riskpoint r
JOIN ({rows}) AS wanted ON wanted.id = r.id
JOIN units_unit u ON u.id = r.unit_id
LEFT JOIN units_post o ON o.id = r.post_id
LEFT JOIN workbooks_sheetwords k ON k.point_id = r.id
LEFT JOIN powers_step s ON s.id = r.step_id
LEFT JOIN powers_flow f ON f.id = s.flow_id
LEFT JOIN powers_poweritem p ON p.id = f.power_item_id
LEFT JOIN units_post h ON h.id = s.handler_id
LEFT JOIN {measures} ON {on}
LEFT JOIN LATERAL (
    SELECT string_agg(q.name, '、' ORDER BY q.name) AS department_head
    FROM units_post q
    WHERE q.unit_id = r.unit_id AND q.department = coalesce(h.department, o.department)
        AND q.is_department_head AND NOT q.is_abolished
) AS d ON true
ORDER BY r.id
