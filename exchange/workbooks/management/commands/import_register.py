from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import User
from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming import import_work, requests
from exchange.workbooks.models import Import
from ground.lifecycle.machine import NotAllowed
from ground.work import progress
from units.models import Unit

SHOWN = 50


class Command(BaseCommand):
    help = "Bring a spreadsheet into the register on behalf of a person, with the rights of that person."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="user name of the person who brings it")
        parser.add_argument("--unit", help="code of the unit; left out where the rows name their units")
        parser.add_argument("--whole", action="store_true", help="all rows or none, instead of row by row")
        parser.add_argument("--filed", action="store_true", help="file what comes in, instead of leaving drafts")
        parser.add_argument("--only-known", action="store_true", help="refuse posts and steps that the unit lacks")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, and write nothing")

    def handle(self, *args: Any, file: Path, user: str, unit: str | None, **options: Any) -> None:
        person = User.objects.filter(username=user, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account {user}.")
        of_unit = Unit.objects.filter(code=unit).first() if unit else None
        if unit and of_unit is None:
            raise CommandError(f"There is no unit with the code {unit}.")
        try:
            with file.open("rb") as content:
                source = requests.bring(
                    content,
                    file.name,
                    by=person,
                    unit=of_unit,
                    send=False,
                    whole=options["whole"],
                    file_at_once=options["filed"],
                    make_missing=not options["only_known"],
                )
        except (OSError, NotAllowed) as error:
            raise CommandError(str(error)) from error
        self._go_on(source)
        self._tell(source)
        if options["dry_run"]:
            requests.cancel(source)
            return
        requests.write(source, send=False)
        self._go_on(source)
        if source.status != ImportStatus.DONE:
            raise CommandError(source.sentence)
        self.stdout.write(f"brought in: {source.new} new, {source.changed} changed; {source.filed} filed")

    def _go_on(self, source: Import) -> None:
        with tqdm(total=100, disable=None) as bar:

            def told(percent: int) -> None:
                bar.update(percent - bar.n)

            with progress.watched(told):
                import_work.go_on(source.pk)
        source.refresh_from_db()
        if source.status in (ImportStatus.REFUSED, ImportStatus.FAILED):
            raise CommandError(source.sentence)

    def _tell(self, source: Import) -> None:
        for sheet in source.sheets:
            if not sheet["form"]:
                self.stdout.write(f"{sheet['name']}: no form that is known")
                continue
            self.stdout.write(f"{sheet['name']}: {sheet['title']} ({sheet['form']}), {sheet['rows']} rows")
            if sheet["unplaced"]:
                self.stdout.write(f"  not known: {', '.join(sheet['unplaced'])}")
            if sheet["lacks"]:
                self.stdout.write(f"  missing: {', '.join(sheet['lacks'])}")
        for claim in source.contradictions:
            self.stdout.write(f"  row {claim['row']}: {claim['sentence']}")
        rows = source.rows.exclude(problems=[]).select_related("source")
        for row in rows[:SHOWN]:
            for problem in row.remarks:
                mark = "refused" if problem.refuses else "note"
                value = f"“{problem.value}” " if problem.value else ""
                self.stdout.write(f"  row {row.number} {problem.field}: {value}{problem.sentence} ({mark})")
        self.stdout.write(
            f"{source.new} new, {source.changed} changed, {source.unchanged} unchanged, {source.refused} refused"
        )
