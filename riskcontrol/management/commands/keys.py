"""manage.py keys: what keys there are, and new ones in their place."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from riskcontrol.backups.contents import fingerprint
from riskcontrol.environment import env
from riskcontrol.keyring import KEPT, RINGS, Keys, Ring, at_hand, keep

MISSING = (
    "{kind}: what is stored opens with none of the keys of {name} at hand, so nothing of it was changed. "
    "Name the key of before there (docs/deploy.md)."
)


class Command(BaseCommand):
    help = (
        "Show the rings of keys by name and fingerprint; with --rotate give them a new key and close anew what is "
        "stored; with --drop-old drop the keys of before. Stop web and worker meanwhile: they know only the keys of "
        "their start. A run that was killed is repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="RING", help="default: all")
        parser.add_argument("--rotate", action="store_true", help="a new key, and everything stored closed by it")
        parser.add_argument("--drop-old", action="store_true", help="drop keys of before that nothing stored needs")

    def handle(self, *args: Any, **options: Any) -> None:
        if unknown := set(options["names"]) - set(RINGS):
            raise CommandError(f"No ring is called {', '.join(sorted(unknown))}; there are {', '.join(RINGS)}.")
        rings = [ring for name, ring in RINGS.items() if name in (options["names"] or RINGS)]
        # What another ring cannot do is told at the end: each is whole by itself.
        failed: list[str] = []
        for ring in rings:
            keys = at_hand(ring.name, settings)
            try:
                if options["rotate"]:
                    keys = self._rotate(ring, keys)
                if options["drop_old"]:
                    keys = self._drop(ring, keys)
            except CommandError as error:
                failed.append(str(error))
            if options["verbosity"]:
                self._show(ring, keys)
        if failed:
            raise CommandError("\n".join(failed))

    def _show(self, ring: Ring, keys: Keys) -> None:
        first, *before = [fingerprint(key) for key in keys]
        self.stdout.write(f"{ring.name} ({self._place(ring)}): {ring.protects}")
        self.stdout.write(f"  in use {first}" + (f", of before {' '.join(before)}" if before else ""))

    @staticmethod
    def _place(ring: Ring) -> str:
        if ring.make is None:
            return "in memory, new at each start"
        return "environment" if env.str(ring.name, "") else str(settings.VAR / ring.file_name)

    def _rotate(self, ring: Ring, keys: list[str]) -> list[str]:
        """The keys afterwards. A ring of the environment gets its new key there; here what is stored follows."""
        if ring.make is None:
            return keys
        is_ours = not env.str(ring.name, "")
        new = [ring.make(), *keys] if is_ours else keys
        # The file is written before the commit: killed in between, what is stored opens by the key of before.
        with transaction.atomic():
            counts = self._renew(ring, new)
            if is_ours:
                keep(ring.name, new, settings.VAR)
        told = ", ".join(f"{n} {kind}" for kind, n in counts.items())
        self.stdout.write(f"{ring.name}: " + ("a new key" if is_ours else "the first key of the environment") + ".")
        if told:
            self.stdout.write(f"  closed anew: {told}")
        return new

    def _drop(self, ring: Ring, keys: list[str]) -> list[str]:
        if len(keys) == 1 or ring.make is None:
            return keys
        if ring.stays:
            self.stdout.write(f"{ring.name}: keys of before stay, {ring.stays}.")
            return keys
        if env.str(ring.name, ""):
            raise CommandError(f"{ring.name} stands in the environment; drop the keys of before there.")
        with transaction.atomic():
            self._renew(ring, keys[:1])
            keep(ring.name, keys[:1], settings.VAR)
        self.stdout.write(f"{ring.name}: {len(keys) - 1} of before dropped.")
        return keys[:1]

    @staticmethod
    def _renew(ring: Ring, keys: Keys) -> dict[str, int]:
        counts: dict[str, int] = {}
        for one in KEPT:
            if one.ring != ring.name or one.renew is None:
                continue
            try:
                counts[one.kind] = one.renew(keys)
            except InvalidToken as error:
                raise CommandError(MISSING.format(kind=one.kind, name=ring.name)) from error
        return counts
