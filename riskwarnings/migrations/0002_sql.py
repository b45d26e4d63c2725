"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- The path of the unit that a signal or warning is about, copied to the row (see measures/sql/placing.sql).

CREATE OR REPLACE FUNCTION warnings_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT u.path INTO NEW.path FROM units_unit u WHERE u.id = NEW.unit_id;
    RETURN NEW;
END
$$;

-- The area whose inspectors keep a warning to the unit at `place`: the nearest one above it that lies at `deepest` or
-- higher in the tree.
CREATE OR REPLACE FUNCTION warning_keeper(place text, deepest integer) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT k.id FROM generate_series(4, length(place), 4) AS size
    JOIN units_unit k ON k.path = left(place, size)
    WHERE k.is_area AND k.depth <= deepest ORDER BY k.depth DESC LIMIT 1
$$;

-- What a warning rests on stays as it was.
CREATE OR REPLACE FUNCTION warning_grounds_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.grounds, NEW.rule, NEW.fingerprint) IS DISTINCT FROM (OLD.grounds, OLD.rule, OLD.fingerprint) THEN
        RAISE EXCEPTION 'The grounds of a warning are frozen.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION warnings_moved_with_unit() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    UPDATE warnings_signal s SET path = n.path
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE s.unit_id = n.id AND n.path IS DISTINCT FROM o.path;
    -- A warning of a unit that came to another place is kept there, at the height at which it was kept.
    UPDATE warnings_warning w SET path = n.path, keeper_id = coalesce(
        warning_keeper(n.path, (SELECT k.depth FROM units_unit k WHERE k.id = w.keeper_id)), w.keeper_id)
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE w.unit_id = n.id AND n.path IS DISTINCT FROM o.path;
    RETURN NULL;
END
$$;

-- How alike two texts are: the pairs of characters that both have, of all pairs that one of them has; 0 to 1.
CREATE OR REPLACE FUNCTION text_likeness(one text, other text) RETURNS real
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 3000 AS $$
    SELECT coalesce(
        (SELECT count(*) FROM (SELECT unnest(search_pairs(one)) INTERSECT SELECT unnest(search_pairs(other))) AS b)::real
        / nullif((SELECT count(*) FROM (SELECT unnest(search_pairs(one)) UNION SELECT unnest(search_pairs(other))) AS a), 0),
        0)
$$;

CREATE OR REPLACE TRIGGER warnings_signal_placed BEFORE INSERT OR UPDATE OF unit_id ON warnings_signal
FOR EACH ROW EXECUTE FUNCTION warnings_placed();

CREATE OR REPLACE TRIGGER warnings_warning_placed BEFORE INSERT OR UPDATE OF unit_id ON warnings_warning
FOR EACH ROW EXECUTE FUNCTION warnings_placed();

CREATE OR REPLACE TRIGGER warning_grounds BEFORE UPDATE OF grounds, rule, fingerprint ON warnings_warning
FOR EACH ROW EXECUTE FUNCTION warning_grounds_frozen();

CREATE OR REPLACE TRIGGER warnings_moved_update AFTER UPDATE ON units_unit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION warnings_moved_with_unit();

-- The log of changes compares old and new rows by hash, whatever the caller has set: triggers that change a table for
-- other rows have joins switched off, and what they switch off holds for the triggers of their statement, too. Compared
-- one with each other, the rows of a county took a minute.
DO $$ DECLARE log regprocedure; BEGIN
    FOR log IN SELECT tgfoid FROM pg_trigger
        WHERE tgrelid IN ('warnings_signal'::regclass, 'warnings_warning'::regclass)
            AND tgname LIKE 'pgtrigger_update_update%'
    LOOP EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = on', log); END LOOP;
END $$;

-- The units about which something changed that an indicator rule looks at; they are assessed within the minute.
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
"""


class Migration(RenderedOnce):
    dependencies = [("integrity", "0002_sql"), ("measures", "0002_sql"), ("riskpoints", "0002_sql"), ("units", "0002_sql"), ("warnings", "0001_initial")]
    operations = [migrations.RunSQL(SQL)]
