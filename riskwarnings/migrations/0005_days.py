"""Entries of the log about what reporters do bear their day, as sql/days.sql had it; frozen."""

from django.db import migrations
from riskcontrol.migration import RenderedOnce

SQL = """
-- What a reporter does is kept with its day, in the change log too (ground/lifecycle/changelog.recorded_of_nobody).
CREATE OR REPLACE FUNCTION warnings_by_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    zone text := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'day_in';
BEGIN
    IF zone IS NOT NULL THEN
        NEW.pgh_created_at := date_trunc('day', NEW.pgh_created_at, zone);
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER warnings_by_day BEFORE INSERT ON warnings_signalevent
FOR EACH ROW EXECUTE FUNCTION warnings_by_day();
CREATE OR REPLACE TRIGGER warnings_by_day BEFORE INSERT ON warnings_signalfileevent
FOR EACH ROW EXECUTE FUNCTION warnings_by_day();
CREATE OR REPLACE TRIGGER warnings_by_day BEFORE INSERT ON warnings_signalmessageevent
FOR EACH ROW EXECUTE FUNCTION warnings_by_day();
CREATE OR REPLACE TRIGGER warnings_by_day BEFORE INSERT ON warnings_reporterevent
FOR EACH ROW EXECUTE FUNCTION warnings_by_day();

CREATE OR REPLACE FUNCTION warnings_context_by_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.created_at := date_trunc('day', NEW.created_at, NEW.metadata ->> 'day_in');
    NEW.updated_at := NEW.created_at;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER warnings_context_by_day BEFORE INSERT ON pghistory_context
FOR EACH ROW WHEN (NEW.metadata ? 'day_in') EXECUTE FUNCTION warnings_context_by_day();
"""


class Migration(RenderedOnce):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("warnings", "0004_sealed_to_people"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
