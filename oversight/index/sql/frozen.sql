-- A sheet stays as it is, and so do the inputs of a computation: what was published can always be computed anew.
CREATE OR REPLACE FUNCTION index_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Sheets and inputs of the integrity index are frozen.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
