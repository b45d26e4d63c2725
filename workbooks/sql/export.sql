-- A cell that no spreadsheet takes for a formula (pages.exporting.safe).
CREATE OR REPLACE FUNCTION workbook_safe(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN words ~ '^[=+@＝＋－＠\t\r\n-]' THEN '''' || words ELSE words END
$$;
