-- The path of a measure's unit, copied to the row, so that the measures of a subtree are one stretch of an index.

CREATE OR REPLACE FUNCTION measure_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT u.path INTO NEW.path FROM units_unit u WHERE u.id = NEW.unit_id;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION measures_moved_with_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE measures_measure SET path = NEW.path WHERE unit_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER measure_placed BEFORE INSERT OR UPDATE OF unit_id ON measures_measure
FOR EACH ROW EXECUTE FUNCTION measure_placed();

CREATE TRIGGER measures_moved AFTER UPDATE ON units_unit FOR EACH ROW
WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION measures_moved_with_unit();
