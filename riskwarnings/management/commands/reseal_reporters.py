"""manage.py reseal_reporters: seal who told each signal by the first of REPORTER_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from riskwarnings.models import Reporter
from riskwarnings.seals import reseal

AT_ONCE = 500


class Command(BaseCommand):
    help = "Seal the identities of reporters by the first key of REPORTER_KEYS; afterwards older keys can be dropped."

    def handle(self, *args: Any, **options: Any) -> None:
        last = done = 0
        while True:
            with transaction.atomic():
                rows = list(Reporter.objects.select_for_update().filter(pk__gt=last).order_by("pk")[:AT_ONCE])
                for row in rows:
                    row.sealed = reseal(row.sealed)
                Reporter.objects.bulk_update(rows, ["sealed"])
            if not rows:
                break
            last, done = rows[-1].pk, done + len(rows)
        if options["verbosity"]:
            self.stdout.write(f"{done} sealed")
