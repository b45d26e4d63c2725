-- A cell that no spreadsheet takes for a formula (pages.csv_lists.safe).
CREATE OR REPLACE FUNCTION workbook_safe(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN left(words, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', E'\t', E'\r', E'\n')
                THEN '''' || words ELSE words END
$$;
