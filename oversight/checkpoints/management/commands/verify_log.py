"""manage.py verify_log: is the change log as it was sealed?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oversight.checkpoints.verification import keep, verify


class Command(BaseCommand):
    help = "Verify the change log against its checkpoints; name the first entry that is not as it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handed", nargs="*", help="checkpoints that the auditor kept, as files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            handed = [json.loads(Path(file).read_text(encoding="utf-8")) for file in options["handed"]]
        except (OSError, ValueError) as error:
            raise CommandError(f"No checkpoint can be read there: {error}") from error
        # Somebody who looks on sees how far it is; a log of a job does not.
        looked_at = options["verbosity"] and self.stderr.isatty()
        report = verify(handed, watch=self._show if looked_at else None)
        if looked_at:
            self.stderr.write("\r", ending="")
        keep(report)
        self.stdout.write(
            f"{report.entries} entries, {report.checkpoints} checkpoints, {report.seconds:.1f} s; "
            f"whole from {report.whole_from or '–'} to {report.whole_until or '–'}"
        )
        for fault in report.faults:
            self.stderr.write(self.style.ERROR(f"checkpoint {fault.checkpoint}: {fault}"))
        if report.faults:
            raise CommandError("The log is not whole.")

    def _show(self, percent: int) -> None:
        self.stderr.write(f"\r{percent} %", style_func=str, ending="")
        self.stderr.flush()
