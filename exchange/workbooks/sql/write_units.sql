-- Change the units that judge_units.sql found changed; the new ones are put into the tree by incoming/forms/units.py.

UPDATE units_unit u SET
    name = coalesce(g.name, u.name), kind = coalesce(g.kind, u.kind), level = coalesce(g.level, u.level),
    industry = coalesce(g.industry, u.industry), credit_code = coalesce(g.credit_code, u.credit_code),
    must_be_covered = coalesce(g.must_be_covered, u.must_be_covered),
    division_id = coalesce(g.division_id, u.division_id)
FROM located g JOIN judged j ON j.row_id = g.row_id AND j.outcome = 'changed'
WHERE u.id = j.target;

INSERT INTO written (row_id, target, files) SELECT row_id, target, false FROM judged WHERE outcome = 'changed';
