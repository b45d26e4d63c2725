"""manage.py keys: what keys there are, and new ones in their place."""

import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from riskcontrol.backups.contents import fingerprint
from riskcontrol.environment import env
from riskcontrol.keyring import KEPT, RINGS, Keys, Ring, at_hand, changing, keep

MISSING = (
    "{kind}: what is stored opens with none of the keys of {name} at hand, so nothing of it was changed. "
    "Name the key of before there (docs/deploy.md)."
)
IN_USE = (
    "{name}: its newest key is younger than an hour and the register is in use: what began before may still close "
    "something by a key of before. Stop web and worker, or drop it an hour after the rotation."
)
HALVES = (
    "{name} stands in the environment, with whole keys behind the first. The public halves suffice to know what they "
    "signed; put them in their place there: {halves}"
)
STILL_USED_SECONDS = 3600  # no request, and no task that closes something, takes longer
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class Command(BaseCommand):
    help = (
        "Show the rings of keys by name and fingerprint; with --rotate give them a new key and close anew what is "
        "stored; with --drop-old drop the keys of before. Web and worker go on meanwhile and take the new keys over. "
        "A run that was killed is repeated."
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
            lock: AbstractContextManager[None] = changing(settings.VAR) if self._is_ours(ring) else nullcontext()
            try:
                with lock:
                    keys = self._newest(ring, keys)
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
        first, *before = [fingerprint(ring.behind(key)) for key in keys]
        self.stdout.write(f"{ring.name} ({self._place(ring)}): {ring.protects}")
        self.stdout.write(f"  in use {first}" + (f", of before {' '.join(before)}" if before else ""))

    @staticmethod
    def _place(ring: Ring) -> str:
        if ring.make is None:
            return "in memory, new at each start"
        return "environment" if env.str(ring.name, "") else str(settings.VAR / ring.file_name)

    @staticmethod
    def _is_ours(ring: Ring) -> bool:
        """Whether the ring lies in its file; one of the environment gets its new key there."""
        return ring.make is not None and not env.str(ring.name, "")

    def _newest(self, ring: Ring, keys: list[str]) -> list[str]:
        """With what another run has put in front since this process began."""
        if not self._is_ours(ring):
            return keys
        there = (settings.VAR / ring.file_name).read_text().split()
        known = {ring.behind(key) for key in there}
        return there + [key for key in keys if ring.behind(key) not in known]

    def _rotate(self, ring: Ring, keys: list[str]) -> list[str]:
        """The keys afterwards. A ring of the environment gets its new key there; here what is stored follows."""
        if ring.make is None:
            return keys
        is_ours = self._is_ours(ring)
        new = ring.settled([ring.make(), *keys]) if is_ours else keys
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
        if ring.half:
            return self._halve(ring, keys)
        if not self._is_ours(ring):
            raise CommandError(f"{ring.name} stands in the environment; drop the keys of before there.")
        if self._may_be_used(ring):
            raise CommandError(IN_USE.format(name=ring.name))
        with transaction.atomic():
            self._renew(ring, keys[:1])
            keep(ring.name, keys[:1], settings.VAR)
        self.stdout.write(f"{ring.name}: {len(keys) - 1} of before dropped.")
        return keys[:1]

    def _halve(self, ring: Ring, keys: list[str]) -> list[str]:
        halves = ring.settled(keys)
        if self._is_ours(ring):
            keep(ring.name, halves, settings.VAR)
        elif halves != keys:
            raise CommandError(HALVES.format(name=ring.name, halves=",".join(halves[1:])))
        self.stdout.write(f"{ring.name}: of keys of before stay the public halves, which know what they signed.")
        return halves

    @staticmethod
    def _may_be_used(ring: Ring) -> bool:
        """Whether somebody who began before the newest key was put in front may close something by one of before."""
        if time.time() - (settings.VAR / ring.file_name).stat().st_mtime > STILL_USED_SECONDS:
            return False
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
            return bool(cursor.fetchone()[0])

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
