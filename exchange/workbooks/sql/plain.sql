-- A name as the reader of spreadsheets compares it (incoming.cells.plain): full-width characters as usual ones, no
-- blanks.
CREATE OR REPLACE FUNCTION workbook_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(normalize(words, NFKC), '\s+', '', 'g')
$$;
