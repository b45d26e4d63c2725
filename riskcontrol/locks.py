"""The names of the advisory locks, and what each is called in PostgreSQL: one space of keys for the whole house."""

from __future__ import annotations

from zlib import crc32

from riskcontrol.schedule import JOBS, WORK

# Periodic jobs, kinds of work in the background, what databases.py makes one at a time, the chain of checkpoints, and
# the clock of the jobs.
NAMES = (*JOBS, *WORK, "empty_database", "checkpoint", "beat")


def key_of(name: str, number: int = 0) -> tuple[int, int]:
    """The key of a lock: two signed halves of 32 bits, from its name and the row it is for.

    All locks are such pairs, so that no two meet on one by accident. Raises LookupError for a name not in NAMES.
    """
    if name not in NAMES:
        raise LookupError(f"“{name}” is not in riskcontrol.locks.NAMES")
    return _signed(crc32(f"riskcontrol.{name}".encode())), _signed(number)


def _signed(number: int) -> int:
    return (number + 2**31) % 2**32 - 2**31
