from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate

from riskcontrol.database_roles import grant


def guard(using: str, **facts: Any) -> None:
    """What a migration has added is guarded, planned (sql/log_plans.sql) and granted as the rest is."""
    if "plan" not in facts:
        return  # tables were emptied, none were made
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_proc WHERE proname = 'plan_log'")
        if cursor.fetchone():
            cursor.execute("SELECT guard_log(), plan_log()")
            grant(cursor, settings.DATABASE_SERVING_ROLE)


class CheckpointsConfig(AppConfig):
    name = "oversight.checkpoints"

    def ready(self) -> None:
        post_migrate.connect(guard, sender=self)
        import_module("oversight.checkpoints.keys")  # what it keeps by CHECKPOINT_KEYS
