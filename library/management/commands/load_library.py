from typing import Any

from django.core.management.base import BaseCommand, CommandError

from library.loading import load
from units.models import Unit


class Command(BaseCommand):
    help = "Bring the risk library that the product ships into the register, for the whole province."

    def handle(self, *args: Any, **options: Any) -> None:
        top = Unit.objects.filter(depth=1, is_area=True).first()
        if top is None:
            raise CommandError("There is no province yet. Make its areas first, see docs/deploy.md.")
        done = load(top)
        self.stdout.write(f"{done.made} made, {done.changed} changed, {done.same} as they were")
