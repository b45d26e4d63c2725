-- The units about which something changed that an indicator rule looks at; they are assessed within the minute.
CREATE OR REPLACE FUNCTION warnings_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO warnings_touched (unit_id) SELECT DISTINCT unit_id FROM new_rows WHERE unit_id IS NOT NULL;
    RETURN NULL;
END
$$;
