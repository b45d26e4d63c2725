from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.models import Unit
from workbooks.checking import problems
from workbooks.opening import Unreadable, open_workbook
from workbooks.reading import Table, recognise


class Command(BaseCommand):
    help = "Tell what of a spreadsheet is understood and which rows the register would refuse; writes nothing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", help="code of the unit whose posts and power items the rows must name")

    def handle(self, *args: Any, file: Path, unit: str | None, **options: Any) -> None:
        of_unit = Unit.objects.filter(code=unit).first() if unit else None
        if unit and of_unit is None:
            raise CommandError(f"There is no unit with the code {unit}.")
        try:
            sheets = open_workbook(file.read_bytes(), file.name)
        except (OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        tables = [(sheet, recognise(sheet)) for sheet in sheets]
        for sheet, table in tables:
            if table is None:
                self.stdout.write(f"{sheet.name}: no form that is known")
            else:
                self._tell(table, of_unit)
        if not any(table for _sheet, table in tables):
            raise CommandError("No sheet holds a form that is known; docs/import.md tells which are.")

    def _tell(self, table: Table, unit: Unit | None) -> None:
        found = problems(table, unit)
        refused = len({problem.row for problem in found})
        self.stdout.write(f"{table.sheet}: {table.form.title}, {len(table.rows)} rows, {refused} would be refused")
        self.stdout.write(f"  read: {', '.join(sorted(table.columns, key=lambda name: table.columns[name]))}")
        if table.unplaced:
            self.stdout.write(f"  not known: {', '.join(table.unplaced.values())}")
        if table.lacks:
            self.stdout.write(f"  missing: {', '.join(table.lacks)}")
        for number, text in table.claims:
            self.stdout.write(f"  a total in row {number}: {text}")
        for problem in found:
            self.stdout.write(f"  row {problem}")
