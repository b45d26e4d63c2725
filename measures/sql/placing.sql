-- The path of a measure's unit, copied to the row, so that the measures of a subtree are one stretch of an index.

-- The copy of the unit's path is set on the measure.
CREATE OR REPLACE FUNCTION measure_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT u.path INTO NEW.path FROM units_unit u WHERE u.id = NEW.unit_id;
    RETURN NEW;
END
$$;

-- Measures go with their unit when it moves in the tree.
-- Once a statement and unit by unit, like the points (riskpoints/sql/placing.sql).
CREATE OR REPLACE FUNCTION measures_moved_with_unit() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    UPDATE measures_measure m SET path = n.path
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE m.unit_id = n.id AND n.path IS DISTINCT FROM o.path;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER measure_placed BEFORE INSERT OR UPDATE OF unit_id ON measures_measure
FOR EACH ROW EXECUTE FUNCTION measure_placed();

CREATE OR REPLACE TRIGGER measures_moved AFTER UPDATE ON units_unit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION measures_moved_with_unit();
