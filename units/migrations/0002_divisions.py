"""Zhejiang's province, 11 cities and 90 counties with their GB/T 2260 codes."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data" / "divisions.csv"


def load(apps, schema_editor):
    Division = apps.get_model("units", "Division")
    with DATA.open(encoding="utf-8") as file:
        # Parents come before their children in the file.
        Division.objects.bulk_create(
            Division(code=r["code"], name=r["name"], parent_id=r["parent_code"] or None, level=r["level"])
            for r in csv.DictReader(file)
        )


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
