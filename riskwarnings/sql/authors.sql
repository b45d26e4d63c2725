-- Who writes at a proposed warning besides who proposed it, whichever way: none of them issues or verifies it
-- (ground/lifecycle/duties.py). The person is the one of the change log; what the register itself does has none.
CREATE OR REPLACE FUNCTION warning_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    author bigint := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user';
BEGIN
    IF author IS NOT NULL AND author IS DISTINCT FROM NEW.proposed_by_id AND author <> ALL (NEW.authors) THEN
        NEW.authors := NEW.authors || author;
    END IF;
    RETURN NEW;
END
$$;

-- The level that is chosen at the issue belongs to the issue.
CREATE OR REPLACE TRIGGER warning_written BEFORE UPDATE OF post_id, official_id, level, text
ON warnings_warning FOR EACH ROW
WHEN (NEW.status = 'proposed' AND (OLD.post_id, OLD.official_id, OLD.level, OLD.text)
    IS DISTINCT FROM (NEW.post_id, NEW.official_id, NEW.level, NEW.text))
EXECUTE FUNCTION warning_written();
