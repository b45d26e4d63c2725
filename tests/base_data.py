"""The rows that migrations make, made again after a test that emptied the tables."""

from importlib import import_module

from django.db import connection

from units.models import Division

# Apps whose installing migration brings rows, in their order.
APPS = ("units", "powers")


def restore_base_data() -> None:
    if Division.objects.exists():
        return
    with connection.cursor() as cursor:
        for app in APPS:
            cursor.execute(import_module(f"{app}.migrations.0002_sql").ROWS)
