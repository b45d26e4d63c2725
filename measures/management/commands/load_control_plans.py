from typing import Any

from django.core.management.base import BaseCommand

from measures.control_plans import load


class Command(BaseCommand):
    help = "Bring the domain control plans that the product ships into the register, for domains that have none."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load()} made")
