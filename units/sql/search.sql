-- The pairs of neighbouring characters of a text, in small letters: '招标办' → {招标,标办}.
-- Two passes of the regular expression, from the first and from the second character, are several times quicker
-- than cutting the text pair by pair.
CREATE OR REPLACE FUNCTION search_pairs(t text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
-- Some twenty microseconds a row; the planner should know, and compare the text itself first.
COST 1000 AS $$
    SELECT coalesce(array_agg(found[1]), '{}') FROM (
        SELECT regexp_matches(lower(t), '..', 'g') AS found
        UNION ALL
        SELECT regexp_matches(substr(lower(t), 2), '..', 'g')
    ) AS pairs
$$;
