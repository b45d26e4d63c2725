"""manage.py load_demo: fill an empty register with the demo province."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from demo.adoptions import adopt_everything
from demo.builder import Province
from demo.early_warning import warn_early
from demo.files import keep_files
from demo.filings import file_everything
from demo.history import date_change_log, draw_trend
from demo.indexes import measure
from riskpoints.models import RiskPoint
from units.models import Unit


class Command(BaseCommand):
    help = "Load the demo province: about 300 units with powers, flows, risk points and measures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="say nothing where units exist already")

    def handle(self, *args: Any, **options: Any) -> None:
        if Unit.objects.exists():
            if options["once"]:
                return
            raise CommandError("The register holds units already; the demo goes into an empty one.")
        self.stdout.write("· Loading the demo province …")
        with tqdm(total=1, bar_format="  {desc:32} {percentage:3.0f}% {elapsed}", disable=None) as bar:

            def progress(step: str, n: int = 0) -> None:
                if step:
                    bar.set_description_str(step)
                    bar.reset(total=max(n, 1))
                else:
                    bar.update(n)

            # All or nothing: killed half-way, the next start finds an empty register and begins anew.
            with transaction.atomic():
                province = Province(progress)
                province.build()
                file_everything(province)
                adopt_everything(province)
                warn_early(province)
                keep_files(province)
                measure(progress)
                progress("trend and dates")
                draw_trend()
                date_change_log()
        self.stdout.write(
            f"  {Unit.objects.to_cover().count()} units, {RiskPoint.objects.count()} risk points loaded"
        )
