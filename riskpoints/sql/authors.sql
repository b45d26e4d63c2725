-- Who writes at a filing besides who created it, whichever way: none of them endorses or registers it
-- (ground/lifecycle/duties.py). The person is the one of the change log; what the register itself does has none.
CREATE OR REPLACE FUNCTION point_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    author bigint := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user';
BEGIN
    IF author IS NOT NULL AND author IS DISTINCT FROM NEW.created_by_id AND author <> ALL (NEW.authors) THEN
        NEW.authors := NEW.authors || author;
    END IF;
    RETURN NEW;
END
$$;

-- A revision that is registered gives its content to a point in force: nobody writes there.
CREATE OR REPLACE TRIGGER point_written BEFORE UPDATE OF step_id, post_id, risk_class, name, manifestation,
    found_by, likelihood, harm, importance, frequency, three_majors, grade, grade_reason, review_on, plan_gap_reason
ON riskpoints_riskpoint FOR EACH ROW
WHEN (NEW.status IN ('draft', 'returned', 'filed', 'endorsed')
    AND (OLD.step_id, OLD.post_id, OLD.risk_class, OLD.name, OLD.manifestation, OLD.found_by, OLD.likelihood, OLD.harm,
         OLD.importance, OLD.frequency, OLD.three_majors, OLD.grade, OLD.grade_reason, OLD.review_on,
         OLD.plan_gap_reason)
    IS DISTINCT FROM
        (NEW.step_id, NEW.post_id, NEW.risk_class, NEW.name, NEW.manifestation, NEW.found_by, NEW.likelihood, NEW.harm,
         NEW.importance, NEW.frequency, NEW.three_majors, NEW.grade, NEW.grade_reason, NEW.review_on,
         NEW.plan_gap_reason))
EXECUTE FUNCTION point_written();
