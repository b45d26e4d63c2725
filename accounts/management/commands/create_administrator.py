"""manage.py create_administrator: the first account of an empty register."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import RoleGrant, User
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from units.areas import make_areas
from units.models import Unit


class Command(BaseCommand):
    help = "Make a system administrator at the top of the unit tree; the areas are made where the tree is empty."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name", help="the person's name")
        parser.add_argument("--unit-name", default="", help="name of the top of the tree, default: the province")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
        user = User(username=options["username"], name=options["name"])
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        with transaction.atomic(), recorded(None, "首个管理员", "user.create"):
            top = Unit.objects.filter(depth=1).first() or next(iter(make_areas(options["unit_name"]).values()))
            user.save()
            RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, unit=top, reason="首个管理员")
        self.stdout.write(f"{user.username} administers {top.name} and everything below it.")
