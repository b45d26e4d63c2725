"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = r"""
-- A cell that no spreadsheet takes for a formula (pages.csv_lists.safe).
CREATE OR REPLACE FUNCTION workbook_safe(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN left(words, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', E'\t', E'\r', E'\n')
                THEN '''' || words ELSE words END
$$;

-- A name as the reader of spreadsheets compares it (incoming.cells.plain): full-width characters as usual ones, no
-- blanks.
CREATE OR REPLACE FUNCTION workbook_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(normalize(words, NFKC), '\s+', '', 'g')
$$;
"""


class Migration(RenderedOnce):
    dependencies = [("workbooks", "0001_initial")]
    operations = [migrations.RunSQL(SQL)]
