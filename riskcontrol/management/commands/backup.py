"""manage.py backup FILE: the whole register in one encrypted file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from riskcontrol.backups import archives, passphrases
from riskcontrol.backups.contents import files_folder
from riskcontrol.backups.envelopes import Unopenable


class Command(BaseCommand):
    help = "Write database and files into one encrypted file and read it back. The passphrase: BACKUP_PASSPHRASE."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        if file.exists():
            raise CommandError(f"{file} is there already; a backup never replaces another.")
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}.")
        facts: dict[str, Any] = {
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "keys": passphrases.keys_at_hand(),
        }
        try:
            folder = files_folder()
            manifest = archives.write(file, passphrases.passphrase(), settings.DATABASE_URL, folder, facts)
        except (archives.Incomplete, Unopenable, RuntimeError, OSError) as error:
            raise CommandError(f"No backup was written: {error}") from error
        self.stdout.write(
            f"{file}: {len(manifest['tables'])} tables and sequences, {len(manifest['files'])} files, read back and"
            f" compared.\nIt needs its passphrase and, kept in another place, the keys {', '.join(facts['keys'])}."
        )
