-- The key marks (riskpoints/choices.py: KeyMark): what stands on each, and whether a place stands on any.
--
-- Each is one query, stable, not strict and without settings, so that the planner writes it into the asking query in
-- place of the call: rows of one mark are then found by a join, as if the table stood there.

CREATE OR REPLACE FUNCTION key_posts() RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT o.id FROM units_post o WHERE o.is_main_leader
$$;

CREATE OR REPLACE FUNCTION key_domains() RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT d.id FROM powers_domain d WHERE d.is_key
$$;

CREATE OR REPLACE FUNCTION key_steps() RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.id FROM powers_step s WHERE s.is_key
$$;

-- Whether a place stands on any of them: a row if so, else none. A point is asked by its own columns:
--     EXISTS (SELECT FROM on_key_mark(p.post_id, p.domain_id, p.step_id))
-- The few key domains are read once a query, not once a point.
CREATE OR REPLACE FUNCTION on_key_mark(at_post bigint, in_domain bigint, at_step bigint)
RETURNS TABLE (is_marked boolean) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT true
    WHERE in_domain = ANY (ARRAY (SELECT k.id FROM key_domains() k))
       OR at_post IS NOT NULL AND EXISTS (SELECT FROM key_posts() k WHERE k.id = at_post)
       OR at_step IS NOT NULL AND EXISTS (SELECT FROM key_steps() k WHERE k.id = at_step)
$$;
