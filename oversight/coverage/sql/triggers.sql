-- The statement-level triggers that keep coverage true: which tables count for which units.
--
-- Each entry is a query over `changed`, the rows that a statement inserted, updated (old and new) or deleted.
DO $$
DECLARE
    counts record;
    seen record;
BEGIN
    FOR counts IN SELECT * FROM (VALUES
        ('units_unit',
         'SELECT c.id FROM changed c'),
        ('powers_poweritem',
         'SELECT c.unit_id FROM changed c'),
        ('powers_flow',
         'SELECT p.unit_id FROM changed c JOIN powers_poweritem p ON p.id = c.power_item_id'),
        ('powers_step',
         'SELECT p.unit_id FROM changed c JOIN powers_flow f ON f.id = c.flow_id '
         'JOIN powers_poweritem p ON p.id = f.power_item_id'),
        ('riskpoints_riskpoint',
         'SELECT c.unit_id FROM changed c'),
        ('riskpoints_noriskfinding',
         'SELECT p.unit_id FROM changed c JOIN powers_step s ON s.id = c.step_id '
         'JOIN powers_flow f ON f.id = s.flow_id JOIN powers_poweritem p ON p.id = f.power_item_id'),
        ('measures_measure',
         'SELECT c.unit_id FROM changed c UNION SELECT r.unit_id FROM changed c '
         'JOIN measures_measurelink l ON l.measure_id = c.id JOIN riskpoints_riskpoint r ON r.id = l.point_id'),
        ('measures_measurelink',
         'SELECT r.unit_id FROM changed c JOIN riskpoints_riskpoint r ON r.id = c.point_id'),
        ('measures_rule',
         'SELECT c.unit_id FROM changed c'),
        -- What a plan asks counts for every unit with a point of that grade in its domain.
        ('measures_planrequirement',
         'SELECT r.unit_id FROM changed c JOIN measures_controlplan p ON p.id = c.plan_id '
         'JOIN riskpoints_riskpoint r ON r.domain_id = p.domain_id AND r.grade = c.grade '
         'AND r.status = ''registered''')
    ) AS t (tablename, units)
    LOOP
        FOR seen IN SELECT * FROM (VALUES
            ('insert', 'new_rows', 'NEW TABLE AS new_rows'),
            ('update', '(SELECT * FROM new_rows UNION ALL SELECT * FROM old_rows)',
             'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('delete', 'old_rows', 'OLD TABLE AS old_rows')
        ) AS t (event, changed, referencing)
        LOOP
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER coverage_%s AFTER %s ON %I REFERENCING %s '
                'FOR EACH STATEMENT EXECUTE FUNCTION coverage_changed(%L)',
                seen.event, seen.event, counts.tablename, seen.referencing,
                replace(counts.units, 'changed c', seen.changed || ' c'));
        END LOOP;
    END LOOP;
END
$$;
