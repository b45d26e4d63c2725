"""Is the log as it was sealed? The chain of checkpoints is followed, and every sealed entry digested anew.

The first entry of each table that is not as it was is named: changed, removed, or inserted among those before.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from oversight.checkpoints import keys
from oversight.checkpoints.choices import Breach
from oversight.checkpoints.entries import LogTable, columns_of, digest, lines, log_tables, number_of
from oversight.checkpoints.models import Block, Checkpoint, Verification

# An entry bears the time at which its transaction began, and none takes longer than this.
LONGEST_TRANSACTION = timedelta(hours=6)


@dataclass(frozen=True)
class Fault:
    """What is wrong first: with which checkpoint, and with which entry of which table where it is one."""

    breach: Breach
    checkpoint: int
    table: str = ""
    entry: int | None = None

    def __str__(self) -> str:
        where = f"{self.table} {self.entry}" if self.table else f"{self.checkpoint}"
        return f"{where}: {self.breach.label}"


@dataclass
class Report:
    """What a verification found. faults: the first of each table, and of the chain, by checkpoint.

    whole_from, whole_until: the times of the first checkpoint and of the last one before the first fault. sealed: how
    many entries the checkpoints hold; watch: is told how much of them was looked at, in percent.
    """

    checkpoints: int = 0
    entries: int = 0
    seconds: float = 0.0
    whole_from: datetime | None = None
    whole_until: datetime | None = None
    faults: list[Fault] = field(default_factory=list)
    sealed: int = 0
    watch: Callable[[int], None] | None = None
    said: int = 0

    def add(self, entries: int) -> None:
        self.entries += entries
        percent = 100 * self.entries // max(self.sealed, 1)
        if self.watch and percent > self.said:
            self.said = percent
            self.watch(percent)


def verify(handed: Iterable[Mapping[str, Any]] = (), *, watch: Callable[[int], None] | None = None) -> Report:
    """Look at the whole log.

    handed: checkpoints as they were handed to the auditor (`handed_over`). watch: is told each percent.
    """
    begun = time.monotonic()
    report = Report(watch=watch)
    with transaction.atomic():
        chain = {checkpoint.number: checkpoint for checkpoint in Checkpoint.objects.order_by("number")}
        said = {number: _document(checkpoint) for number, checkpoint in chain.items()}
        report.checkpoints = len(chain)
        report.sealed = sum(_sealed(document) for document in said.values())
        report.faults += islice(_faults_of_chain(chain, said, list(handed)), 1)
        for table in log_tables():
            report.faults += islice(_faults_of_table(table, said, report), 1)
    report.faults.sort(key=lambda fault: fault.checkpoint)
    first_fault = min((fault.checkpoint for fault in report.faults), default=None)
    whole = [c.at for number, c in chain.items() if first_fault is None or number < first_fault]
    if whole:
        report.whole_from, report.whole_until = whole[0], whole[-1]
    report.seconds = time.monotonic() - begun
    return report


def keep(report: Report) -> Verification:
    """The row that the auditor's page shows."""
    first = report.faults[0] if report.faults else None
    return Verification.objects.create(
        seconds=report.seconds,
        checkpoints=report.checkpoints,
        entries=report.entries,
        whole_from=report.whole_from,
        whole_until=report.whole_until,
        breach=first.breach if first else "",
        table=first.table if first else "",
        entry=first.entry if first else None,
        checkpoint=first.checkpoint if first else None,
    )


def handed_over(checkpoint: Checkpoint) -> dict[str, Any]:
    """What the auditor keeps of a checkpoint: the text that is signed, the signature, and what checks it."""
    return {
        "document": checkpoint.document,
        "digest": checkpoint.digest,
        "signature": checkpoint.signature,
        "key": checkpoint.key,
        "public_key": keys.public_pem(checkpoint.key),
    }


def _document(checkpoint: Checkpoint) -> dict[str, Any]:
    try:
        found = json.loads(checkpoint.document)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _sealed(document: dict[str, Any]) -> int:
    """How many entries a checkpoint says it holds; what a text that was changed says does not matter."""
    try:
        return sum(int(part["entries"]) for part in document["tables"].values())
    except (KeyError, TypeError, ValueError, AttributeError):
        return 0


def _faults_of_chain(
    chain: dict[int, Checkpoint], said: dict[int, dict[str, Any]], handed: list[Mapping[str, Any]]
) -> Iterator[Fault]:
    outside = {json.loads(kept["document"])["number"]: kept["document"] for kept in handed}
    previous = ""
    for number in range(1, max([0, *chain, *outside]) + 1):
        checkpoint = chain.get(number)
        if checkpoint is None:
            yield Fault(Breach.MISSING, number)
            continue
        text = checkpoint.document.encode()
        stated = said[number].get("number"), said[number].get("previous"), said[number].get("at")
        if (
            digest(checkpoint.algorithm, text).hex() != checkpoint.digest
            or stated != (number, previous, checkpoint.at.isoformat())
            or outside.get(number, checkpoint.document) != checkpoint.document
        ):
            yield Fault(Breach.CHECKPOINT, number)
        elif not keys.is_known(checkpoint.key):
            yield Fault(Breach.KEY, number)
        elif not keys.is_signed(text, checkpoint.key, checkpoint.signature):
            yield Fault(Breach.CHECKPOINT, number)
        previous = checkpoint.digest


def _faults_of_table(table: LogTable, said: dict[int, dict[str, Any]], report: Report) -> Iterator[Fault]:
    """The faults of a table's entries, in their order."""
    parts = [
        (number, document["algorithm"], document["tables"][table.name])
        for number, document in sorted(said.items())
        if table.name in document.get("tables", {})
    ]
    there = set(columns_of(table))
    # What one COPY can give: checkpoints between which the columns stayed the same.
    for columns, group in groupby(parts, key=lambda part: part[2]["columns"]):
        run = list(group)
        if set(columns) - there:
            yield Fault(Breach.COLUMN_GONE, run[0][0], table.name)
            continue
        entries = lines(table, columns, run[0][2]["after"], run[-1][2]["until"])
        for number, algorithm, part in run:
            fault = _fault_of_part(table, number, algorithm, part, entries, report)
            if fault:
                yield fault
            before = said.get(number - 1)
            limit = datetime.fromisoformat(before["at"]) - LONGEST_TRANSACTION if before else None
            if limit and part["earliest"] and datetime.fromisoformat(part["earliest"]) < limit:
                yield Fault(Breach.DATED_BACK, number, table.name, _dated_before(table, part, limit))


def _fault_of_part(
    table: LogTable, checkpoint: int, algorithm: str, part: dict[str, Any], entries: Iterator[bytes], report: Report
) -> Fault | None:
    """The first fault among the entries that a checkpoint sealed. entries: continues with the first of them."""
    blocks: list[bytes] = []
    for block in Block.objects.filter(checkpoint=checkpoint, table=table.name).order_by("first").iterator(100):
        sealed = bytes(block.digests)
        found = list(islice(entries, len(block.numbers)))
        report.add(len(found))
        if digest(algorithm, sealed).hex() != block.digest:
            return Fault(Breach.CHECKPOINT, checkpoint, table.name, block.first)
        if b"".join(digest(algorithm, line) for line in found) != sealed:
            return _first_difference(table, checkpoint, algorithm, block, found)
        blocks.append(bytes.fromhex(block.digest))
    if digest(algorithm, b"".join(blocks)).hex() != part["digest"]:
        return Fault(Breach.CHECKPOINT, checkpoint, table.name)
    return None


def _first_difference(
    table: LogTable, checkpoint: int, algorithm: str, block: Block, found: list[bytes]
) -> Fault | None:
    sealed = bytes(block.digests)
    size = len(sealed) // len(block.numbers)
    for place, number in enumerate(block.numbers):
        if place >= len(found) or (there := number_of(found[place])) > number:
            return Fault(Breach.REMOVED, checkpoint, table.name, number)
        if there < number:
            return Fault(Breach.INSERTED, checkpoint, table.name, there)
        if digest(algorithm, found[place]) != sealed[place * size : (place + 1) * size]:
            return Fault(Breach.CHANGED, checkpoint, table.name, number)
    return None


def _dated_before(table: LogTable, part: dict[str, Any], limit: datetime) -> int | None:
    query = SQL("SELECT min({}) FROM {} WHERE {} > %s AND {} <= %s AND {} < %s").format(
        Identifier(table.number),
        Identifier(table.name),
        Identifier(table.number),
        Identifier(table.number),
        table.latest,
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [part["after"], part["until"], limit])  # type: ignore[arg-type]
        found: int | None = cursor.fetchone()[0]
    return found
