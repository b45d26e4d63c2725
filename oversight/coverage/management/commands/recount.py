"""manage.py recount: count the coverage of every unit anew and report any difference."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from oversight.coverage import area_figures


class Command(BaseCommand):
    help = "Count the coverage of every unit anew, mend what differs, and name it. Exit 1 if anything differed."

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit=" units", disable=None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            result = area_figures.recount(progress)
        self.stdout.write(
            f"{result.units} units counted, {len(result.wrong)} differed; {result.wrong_sums} sums differed"
        )
        for code in result.wrong:
            self.stdout.write(f"  {code}")
        if not result.is_clean:
            raise SystemExit(1)
