"""manage.py create_administrator: the first accounts of a register, two administrators and an auditor."""

import getpass
import sys
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.change_notices import tell_of_operator
from accounts.models import RoleGrant, User
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from units.areas import make_areas
from units.models import Unit

LEAST = {Role.ADMINISTRATOR: 2, Role.AUDITOR: 1}
REASON = "首批账号"
WHY = (
    "A register begins with two administrators and an auditor, three people. Roles of administrators, inspectors and "
    "auditors, new passwords and lost second factors are proposed by one administrator and confirmed by another: one "
    "alone could make themselves an inspector, and nobody could confirm what they propose. The auditor sees what the "
    "two do."
)
ENOUGH = (
    "The register has two administrators: give further roles on the pages, where one proposes and another confirms."
)
PERSON: Any = ("USERNAME", "NAME")


class Command(BaseCommand):
    help = (
        "Make the two system administrators and the auditor of the top of the tree with which a register begins, "
        "or who of them is missing; the areas are made where the tree is empty."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?")
        parser.add_argument("name", nargs="?", help="the person's name")
        parser.add_argument("--second", nargs=2, metavar=PERSON, help="the second administrator")
        parser.add_argument("--auditor", nargs=2, metavar=PERSON, help="the security auditor")
        parser.add_argument("--unit-name", default="", help="name of the top of the tree, default: the province")

    def handle(self, *args: Any, **options: Any) -> None:
        people = list(self._named(options))
        held = {role: RoleGrant.objects.of_active(role).filter(unit__depth=1).count() for role in LEAST}
        if held[Role.ADMINISTRATOR] >= LEAST[Role.ADMINISTRATOR]:
            raise CommandError(ENOUGH)
        for role, least in LEAST.items():
            if held[role] + [asked for asked, _username, _name in people].count(role) < least:
                raise CommandError(f"{WHY}\nName them: USERNAME NAME --second USERNAME NAME --auditor USERNAME NAME")
        with transaction.atomic(), recorded(None, REASON, "user.create"):
            made = [(role, self._account(username, name)) for role, username, name in people]
            top = Unit.objects.filter(depth=1).first() or next(iter(make_areas(options["unit_name"]).values()))
            for role, user in made:
                RoleGrant.objects.create(user=user, role=role, unit=top, reason=REASON)
            tell_of_operator([user for _role, user in made], top.path)
        for role, user in made:
            does = "administers" if role == Role.ADMINISTRATOR else "audits"
            self.stdout.write(f"{user.username} {does} {top.name} and everything below it.")

    @staticmethod
    def _named(options: dict[str, Any]) -> Iterator[tuple[Role, str, str]]:
        """Who shall be made, as (role, user name, person's name)."""
        if options["username"]:
            if not options["name"]:
                raise CommandError("After the user name comes the person's name.")
            yield Role.ADMINISTRATOR, options["username"], options["name"]
        for role, option in ((Role.ADMINISTRATOR, "second"), (Role.AUDITOR, "auditor")):
            if options[option]:
                yield role, *options[option]

    @staticmethod
    def _account(username: str, name: str) -> User:
        """A new account with a password that its person types, or that stands in the next line of the input."""
        words = f"Password of {username}: "
        password = getpass.getpass(words) if sys.stdin.isatty() else sys.stdin.readline().strip()
        user = User(username=username, name=name)
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as error:
            raise CommandError(f"{username}: {'; '.join(error.messages)}") from error
        user.save()
        return user
