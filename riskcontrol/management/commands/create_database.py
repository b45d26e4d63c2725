"""manage.py create_database: make the database of DATABASE_URL so that Chinese counts as letters."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from riskcontrol.databases import create


class Command(BaseCommand):
    help = "Create the configured database with the builtin C.UTF-8 locale (17+), or libc's before."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = settings.DATABASES["default"]
        name = wanted["NAME"]
        parts = {
            "host": wanted["HOST"],
            "port": wanted["PORT"],
            "user": wanted["USER"],
            "password": wanted["PASSWORD"],
        }
        options = {key: value for key, value in parts.items() if value}
        try:
            with psycopg.connect(dbname="postgres", autocommit=True, **options) as connection:
                if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    self.stdout.write(f"The database “{name}” exists already.")
                    return
                create(connection, name)
        except psycopg.Error as error:
            raise CommandError(f"The database “{name}” could not be created: {error}") from error
        self.stdout.write(f"The database “{name}” was created.")
