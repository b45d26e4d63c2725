"""manage.py rotate_secrets: close all stored secrets anew by SECRET_KEY; `manage.py keys` does it for every ring."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from riskcontrol.keyring import KEPT, at_hand


class Command(BaseCommand):
    help = "Close second factors and channels anew by SECRET_KEY; afterwards SECRET_KEY_FALLBACKS can be dropped."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = at_hand("SECRET_KEY", settings)
        try:
            with transaction.atomic():
                counts = {
                    one.kind: one.renew(keys) for one in KEPT if one.ring == "SECRET_KEY" and one.renew is not None
                }
        except InvalidToken as error:
            raise CommandError(
                "A stored secret opens with none of the keys, so nothing was changed: name the key of before in"
                " SECRET_KEY_FALLBACKS."
            ) from error
        self.stdout.write(", ".join(f"{n} {name}" for name, n in counts.items()) + " closed anew by SECRET_KEY.")
