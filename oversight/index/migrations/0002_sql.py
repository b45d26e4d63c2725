"""Functions, views and triggers as sql/ had them; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- A sheet stays as it is, and so do the inputs of a computation: what was published can always be computed anew.
CREATE OR REPLACE FUNCTION index_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Sheets and inputs of the integrity index are frozen.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE OR REPLACE TRIGGER index_frozen BEFORE UPDATE OR DELETE ON index_sheet
FOR EACH ROW EXECUTE FUNCTION index_frozen();
CREATE OR REPLACE TRIGGER index_frozen BEFORE UPDATE OR DELETE ON index_sheetpart
FOR EACH ROW EXECUTE FUNCTION index_frozen();
CREATE OR REPLACE TRIGGER index_frozen BEFORE UPDATE OF inputs, path, computation_id, unit_id ON index_figure
FOR EACH ROW EXECUTE FUNCTION index_frozen();
"""


class Migration(RenderedOnce):
    dependencies = [("index", "0001_initial"), ("integrity", "0002_sql")]
    operations = [migrations.RunSQL(SQL)]
