"""manage.py rotate_secrets: close all stored secrets anew by SECRET_KEY."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from accounts.stored_secrets import rotate


class Command(BaseCommand):
    help = "Close second factors and channels anew by SECRET_KEY; afterwards SECRET_KEY_FALLBACKS can be dropped."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = rotate()
        except InvalidToken as error:
            raise CommandError(
                "A stored secret opens with none of the keys, so nothing was changed: name the key of before in"
                " SECRET_KEY_FALLBACKS."
            ) from error
        self.stdout.write(", ".join(f"{n} {name}" for name, n in counts.items()) + " closed anew by SECRET_KEY.")
