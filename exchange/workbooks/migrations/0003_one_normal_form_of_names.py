"""Names are compared by one normal form: what nobody sees and the spelling of dots make no difference any more."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = r"""
-- A name as it is compared (ground.lifecycle.names.plain): full-width characters as usual ones, one dot for all, no
-- blanks, nothing that nobody sees.
CREATE OR REPLACE FUNCTION workbook_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(
        regexp_replace(
            normalize(words, NFKC),
            '[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+', '', 'g'),
        '•‧∙⋅・ᐧ⸱', '·······')
$$;
"""


class Migration(RenderedOnce):
    dependencies = [("workbooks", "0002_sql")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
