"""manage.py create_serving_role: the role as which web and worker are connected, and what it may."""

import secrets
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from riskcontrol.database_roles import grant, make_serving_role


class Command(BaseCommand):
    help = "As the owner of the tables: make the role that serves, with a new password, and grant it what it needs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--grant-only", action="store_true", help="the role is there, made by whoever may")

    def handle(self, *args: Any, **options: Any) -> None:
        role, password = settings.DATABASE_SERVING_ROLE, secrets.token_urlsafe(24)
        try:
            with connection.cursor() as cursor:
                if not options["grant_only"]:
                    make_serving_role(cursor.connection, role, password)
                if not grant(cursor, role):
                    raise CommandError(f"There is no role “{role}”.")
        except psycopg.Error as error:
            raise CommandError(f"The role “{role}” could not be made: {error}") from error
        database = settings.DATABASES["default"]
        if not options["grant_only"]:
            host = quote(str(database["HOST"] or "localhost"), safe="")
            port = f":{database['PORT']}" if database["PORT"] else ""
            self.stdout.write(f"DATABASE_URL=postgres://{role}:{password}@{host}{port}/{database['NAME']}")
