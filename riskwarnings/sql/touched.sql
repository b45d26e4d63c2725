-- The unit is noted, because an indicator rule looks at what changed; it is assessed within the minute.
CREATE OR REPLACE FUNCTION warnings_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO warnings_touched (unit_id) SELECT DISTINCT unit_id FROM new_rows WHERE unit_id IS NOT NULL;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER warnings_touch_insert AFTER INSERT ON riskpoints_riskpoint REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_update AFTER UPDATE ON riskpoints_riskpoint
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_insert AFTER INSERT ON measures_measure REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_update AFTER UPDATE ON measures_measure
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_insert AFTER INSERT ON warnings_signal REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_update AFTER UPDATE ON warnings_signal
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_insert AFTER INSERT ON integrity_declaration
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_update AFTER UPDATE ON integrity_declaration
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_insert AFTER INSERT ON integrity_demerit
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
CREATE OR REPLACE TRIGGER warnings_touch_update AFTER UPDATE ON integrity_demerit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_touch();
