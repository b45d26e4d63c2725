"""Search finds a name whatever way its dots, letters and digits are typed in, and whatever stands in it unseen.

The indexes of tables that hold such a text are made anew; those of all others stay as they are, since the pairs of a
text in the usual spelling are the same as before.
"""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

FUNCTION = r"""
-- The pairs of neighbouring characters of a text, in small letters and the usual spelling (ground.lifecycle.names.usual):
-- '招标办' → {招标,标办}. Two passes of the regular expression, from the first and from the second character, are several
-- times quicker than cutting the text pair by pair; few texts have anything to be spelt otherwise.
CREATE OR REPLACE FUNCTION search_pairs(t text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
-- Some twenty microseconds a row; the planner should know, and compare the text itself first.
COST 1000 AS $$
    SELECT coalesce(array_agg(found[1]), '{}')
    FROM (
        SELECT lower(CASE WHEN t !~ '[０-９Ａ-Ｚａ-ｚ•‧∙⋅・ᐧ⸱\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]'
            THEN t ELSE translate(
                regexp_replace(
                    t, '[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+', '', 'g'),
                '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ•‧∙⋅・ᐧ⸱',
                '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz·······') END) AS u
    ) AS usual
    CROSS JOIN LATERAL (
        SELECT regexp_matches(u, '..', 'g') AS found
        UNION ALL
        SELECT regexp_matches(substr(u, 2), '..', 'g')
    ) AS pairs
$$;
"""
REINDEX = r"""
DO $do$
DECLARE made record; is_odd boolean;
BEGIN
    FOR made IN
        SELECT indexrelid::regclass AS name, indrelid::regclass AS of_table,
               regexp_replace(pg_get_expr(indexprs, indrelid), '^search_pairs\((.*)\)$', '\1') AS words
        FROM pg_index WHERE pg_get_expr(indexprs, indrelid) LIKE 'search_pairs(%)'
    LOOP
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM %s WHERE %s ~ %L)', made.of_table, made.words,
            '[０-９Ａ-Ｚａ-ｚ•‧∙⋅・ᐧ⸱\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]'
        ) INTO is_odd;
        IF is_odd THEN
            EXECUTE format('REINDEX INDEX %s', made.name);
        END IF;
    END LOOP;
END
$do$;
"""


class Migration(RenderedOnce):
    dependencies = [("units", "0005_department_heads")]
    operations = [
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL(REINDEX, migrations.RunSQL.noop),
    ]
