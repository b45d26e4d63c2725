"""manage.py restore FILE: a backup into an empty database and folder."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskcontrol.backups import archives, envelopes, passphrases
from riskcontrol.backups.contents import files_folder


class Command(BaseCommand):
    help = "Bring a backup into an empty database and folder, and compare all tables and files with it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only read the file and compare it with itself")
        parser.add_argument(
            "--without-keys", action="store_true", help="restore although keys that it needs are missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            with file.open("rb") as source:
                needed = envelopes.facts_of(source).get("keys", {})
            if options["check"]:
                manifest = archives.read(file, passphrases.passphrase())
                self.stdout.write(f"Whole: {len(manifest['tables'])} tables, {len(manifest['files'])} files.")
                return
            at_hand = {print_ for prints in passphrases.keys_at_hand().values() for print_ in prints}
            missing = [name for name, prints in needed.items() if prints and not at_hand & set(prints)]
            if missing and not options["without_keys"]:
                raise CommandError(
                    f"What lies sealed in this backup opens only with the keys {', '.join(missing)}, which are not at"
                    " hand. Put them in place first (docs/deploy.md), or say --without-keys. Nothing was changed."
                )
            folder = files_folder()
            manifest = archives.restore(file, passphrases.passphrase(), settings.DATABASE_URL, folder)
        except (archives.Incomplete, envelopes.Unopenable, RuntimeError, OSError) as error:
            raise CommandError(f"Not restored: {error}") from error
        self.stdout.write(
            f"Restored: {len(manifest['tables'])} tables and sequences, {len(manifest['files'])} files, all the same."
        )
