"""A checkpoint is taken: what is new in the log is digested, chained to the checkpoint before, and signed.

Nothing of it happens where the log is written: entries are read afterwards, as sets, in the order of their numbers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from ground.work.locks import alone
from oversight.checkpoints import keys
from oversight.checkpoints.choices import CheckpointKind
from oversight.checkpoints.entries import BLOCK_ROWS, LogTable, columns_of, digest, lines, log_tables, number_of
from oversight.checkpoints.models import Block, Checkpoint

WAIT_SECONDS = 20
WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def take_checkpoint(kind: CheckpointKind, *, wait: float = WAIT_SECONDS) -> Checkpoint | None:
    """The new checkpoint; None where another process takes one.

    wait: seconds given to transactions that write a table of the log; where one is open longer, its table is left to
    the next checkpoint.
    """
    with alone("checkpoint") as mine:
        if not mine:
            return None
        settled = settled_numbers(wait)
        if kind == CheckpointKind.HOUR:
            # How many reports came in within an hour would be a time finer than the day.
            settled = {table: number for table, number in settled.items() if not table.is_by_day}
        with transaction.atomic():
            return _take(kind, settled)


def settled_numbers(wait: float) -> dict[LogTable, int]:
    """For each table the number up to which no entry can come any more; tables that are being written are left out.

    An entry gets its number under the lock that its transaction holds on the table until it ends. Where the newest
    number was read first, and all who held such a lock after that are gone, every lower number is there or never
    will be.
    """
    newest: dict[LogTable, int] = {}
    waiting: dict[LogTable, set[str]] = {}
    with connection.cursor() as cursor:
        for table in log_tables():
            query = SQL("SELECT coalesce(max({}), 0) FROM {}")
            cursor.execute(query.format(Identifier(table.number), Identifier(table.name)))  # type: ignore[arg-type]
            newest[table] = cursor.fetchone()[0]
            cursor.execute(WRITERS, [table.name])
            waiting[table] = {row[0] for row in cursor.fetchall()}
        deadline = time.monotonic() + wait
        while any(waiting.values()) and time.monotonic() < deadline:
            time.sleep(0.1)
            for table, writers in waiting.items():
                if writers:
                    cursor.execute(WRITERS, [table.name])
                    writers &= {row[0] for row in cursor.fetchall()}
    return {table: number for table, number in newest.items() if not waiting[table]}


def _take(kind: CheckpointKind, settled: dict[LogTable, int]) -> Checkpoint:
    previous = Checkpoint.objects.first()
    number = previous.number + 1 if previous else 1
    at = timezone.now()
    tables = {}
    for table, until in settled.items():
        newest = Block.objects.filter(table=table.name).order_by("-last").values_list("last", flat=True).first()
        if until > (newest or 0):
            tables[table.name] = _digest_table(table, newest or 0, until, number)
    document = json.dumps(
        {
            "register": settings.SITE_URL,
            "number": number,
            "kind": str(kind),
            "at": at.isoformat(),
            "algorithm": settings.LOG_DIGEST,
            "previous": previous.digest if previous else "",
            "tables": tables,
        },
        ensure_ascii=False,
        sort_keys=True,
        indent=1,
    )
    key, signature = keys.sign(document.encode())
    return Checkpoint.objects.create(
        number=number,
        kind=kind,
        at=at,
        algorithm=settings.LOG_DIGEST,
        document=document,
        digest=digest(settings.LOG_DIGEST, document.encode()).hex(),
        key=key,
        signature=signature,
    )


def _digest_table(table: LogTable, after: int, until: int, checkpoint: int) -> dict[str, Any]:
    """Keep the blocks of the entries with after < number <= until; what the checkpoint says of them."""
    columns = columns_of(table)
    blocks: list[bytes] = []
    count = 0
    for block in _blocks(table, columns, after, until):
        block.checkpoint_id = checkpoint  # a checkpoint is written last: its text names all of them
        block.save(force_insert=True)
        blocks.append(bytes.fromhex(block.digest))
        count += len(block.numbers)
    return {
        "columns": columns,
        "after": after,
        "until": until,
        "entries": count,
        "earliest": _earliest(table, after, until),
        "digest": digest(settings.LOG_DIGEST, b"".join(blocks)).hex(),
    }


def _blocks(table: LogTable, columns: list[str], after: int, until: int) -> Iterator[Block]:
    algorithm = settings.LOG_DIGEST
    entries = lines(table, columns, after, until)
    while found := list(islice(entries, BLOCK_ROWS)):
        numbers = [number_of(line) for line in found]
        digests = b"".join(digest(algorithm, line) for line in found)
        yield Block(
            table=table.name,
            first=numbers[0],
            last=numbers[-1],
            numbers=numbers,
            digests=digests,
            digest=digest(algorithm, digests).hex(),
        )


def _earliest(table: LogTable, after: int, until: int) -> str:
    query = SQL("SELECT min({}) FROM {} WHERE {} > %s AND {} <= %s").format(
        table.latest, Identifier(table.name), Identifier(table.number), Identifier(table.number)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [after, until])  # type: ignore[arg-type]
        found: datetime | None = cursor.fetchone()[0]
    return found.isoformat() if found else ""
