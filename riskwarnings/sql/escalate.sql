-- Warnings that were not answered by their day: noted, with the day that passed.
INSERT INTO warnings_escalation (warning_id, number, due_on, at, from_level, to_level, from_keeper_id, to_keeper_id)
SELECT w.id, w.escalations + 1, w.due_on, %(at)s, w.level, CASE w.level WHEN 'blue' THEN 'yellow' ELSE 'red' END,
       w.keeper_id, coalesce(warning_keeper(w.path, k.depth - 1), w.keeper_id)
FROM warnings_warning w JOIN units_unit k ON k.id = w.keeper_id
WHERE w.id = ANY(%(keys)s)
ORDER BY w.id;

-- And raised: one level, to the inspectors one level above, with a new day for the answer.
UPDATE warnings_warning w
SET level = e.to_level, keeper_id = e.to_keeper_id, due_on = %(due_on)s, escalated_at = %(at)s,
    escalations = w.escalations + 1
FROM warnings_escalation e
WHERE w.id = ANY(%(keys)s) AND e.warning_id = w.id AND e.number = w.escalations + 1;
