"""Filings that wait already get their day, counted from the day of the upgrade."""

from django.db import migrations
from django.utils import timezone

from ground.lifecycle.workdays import working_days_after

DAYS = {"filed": 5, "endorsed": 10, "returned": 10}


def give_days(apps, schema_editor):
    points = apps.get_model("riskpoints", "RiskPoint").objects
    for status, days in DAYS.items():
        points.filter(status=status, act_by=None).update(act_by=working_days_after(timezone.localdate(), days))


class Migration(migrations.Migration):
    dependencies = [("riskpoints", "0005_acting")]
    operations = [migrations.RunPython(give_days, migrations.RunPython.noop)]
