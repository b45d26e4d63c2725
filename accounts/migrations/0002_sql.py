"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- Whether a role that was given counts on a day: it has begun, is not over and was not withdrawn.
--
-- One expression, not strict and without settings, so that the planner writes it into the query in place of the call and
-- the indexes serve as if it were written out there; never NULL, so that it may be negated.
CREATE OR REPLACE FUNCTION grant_in_force(valid_from date, valid_until date, withdrawn_at timestamptz, day date)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT withdrawn_at IS NULL AND valid_from <= day AND (valid_until IS NULL OR valid_until >= day)
$$;
"""


class Migration(RenderedOnce):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(SQL)]
