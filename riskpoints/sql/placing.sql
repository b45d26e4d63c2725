-- What the register of risk points is searched by, copied to the row: the path and industry of its unit, and the
-- domain of the power whose step it lies on. The copies are no word of the register: the change log leaves them out.

-- The copies of unit and step are set on the point.
CREATE OR REPLACE FUNCTION point_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT u.path, u.industry INTO NEW.path, NEW.industry FROM units_unit u WHERE u.id = NEW.unit_id;
    NEW.domain_id := NULL;
    IF NEW.step_id IS NOT NULL THEN
        SELECT p.domain_id INTO NEW.domain_id
        FROM powers_step s JOIN powers_flow f ON f.id = s.flow_id JOIN powers_poweritem p ON p.id = f.power_item_id
        WHERE s.id = NEW.step_id;
    END IF;
    RETURN NEW;
END
$$;

-- Risk points go with their unit when it moves in the tree or changes its industry.
-- Once a statement, since a county that moves is hundreds of units at once. Unit by unit through the index, whatever
-- the statistics say: the plan is kept for the session, and most statements change one unit.
CREATE OR REPLACE FUNCTION points_moved_with_unit() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    UPDATE riskpoints_riskpoint r SET path = n.path, industry = n.industry
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE r.unit_id = n.id AND (n.path, n.industry) IS DISTINCT FROM (o.path, o.industry);
    RETURN NULL;
END
$$;

-- Risk points go with their power when it changes its domain.
CREATE OR REPLACE FUNCTION points_moved_with_power() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE riskpoints_riskpoint r SET domain_id = NEW.domain_id
    FROM powers_step s JOIN powers_flow f ON f.id = s.flow_id
    WHERE f.power_item_id = NEW.id AND r.step_id = s.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER point_placed BEFORE INSERT OR UPDATE OF unit_id, step_id ON riskpoints_riskpoint
FOR EACH ROW EXECUTE FUNCTION point_placed();

CREATE OR REPLACE TRIGGER points_moved AFTER UPDATE ON units_unit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION points_moved_with_unit();

CREATE OR REPLACE TRIGGER points_moved AFTER UPDATE ON powers_poweritem FOR EACH ROW
WHEN (OLD.domain_id IS DISTINCT FROM NEW.domain_id)
EXECUTE FUNCTION points_moved_with_power();
