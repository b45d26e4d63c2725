from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchange.library.shipped_library import load
from units.models import Unit


class Command(BaseCommand):
    help = "Bring the risk library that the product ships into the register, for the whole province."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            top = Unit.objects.top()
        except Unit.DoesNotExist as error:
            raise CommandError("There is no province yet. Make its areas first, see docs/deploy.md.") from error
        done = load(top)
        self.stdout.write(f"{done.made} made, {done.changed} changed, {done.same} as they were")
