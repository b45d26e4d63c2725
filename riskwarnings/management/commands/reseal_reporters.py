"""manage.py reseal_reporters: seal to people's keys what the server's keys opened up to 0.1.0."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from ground.lifecycle.changelog import recorded
from riskwarnings.models import Reporter, Signal
from riskwarnings.sealing import reseal_reporter
from riskwarnings.seals import PREFIX, open_by_server

MARK_OF_SERVER = r"^[0-9a-f]{64}$"


class Command(BaseCommand):
    help = (
        "Seal the identities of reporters that lie under REPORTER_KEYS to the keys of inspectors and auditors. "
        "Repeat it until none waits; then remove REPORTER_KEYS, and older backups with them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forget-senders",
            action="store_true",
            help="drop the marks on reports of before that their observers have not opened: SECRET_KEY names them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = waiting = closed = 0
        for pk in list(Reporter.objects.exclude(sealed__startswith=PREFIX).values_list("pk", flat=True)):
            with transaction.atomic():
                row = Reporter.objects.select_for_update(of=("self",)).select_related("signal__unit").get(pk=pk)
                try:
                    identity = open_by_server(row.sealed)
                except InvalidToken:
                    closed += 1
                    continue
                sealed = reseal_reporter(row, identity)
                done, waiting = done + sealed, waiting + (not sealed)
        if options["forget_senders"]:
            with recorded(None, action="signal.edit"):
                Signal.objects.filter(sender__regex=MARK_OF_SERVER).update(sender="")
        if options["verbosity"]:
            self.stdout.write(f"{done} sealed, {waiting} wait for somebody to make a key")
        if closed:
            raise CommandError(f"{closed} open with none of the REPORTER_KEYS at hand and stay as they are.")
