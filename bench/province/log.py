"""The change log of the province: for every row the entries that its life so far would have left.

One INSERT … SELECT for each kind of change; run in the order of time, so that the newest entry of a row is the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg

from bench.province.points import LATER

LOADED = "md5('0:load')::uuid"


def _context(action: str, unit: str = "r.unit_id") -> str:
    """The id that maker.context_id() gave the context of this action in the row's unit."""
    return f"md5({unit} || ':{action}')::uuid"


@dataclass(frozen=True)
class Entries:
    """Entries of one table: what differs from the row as it is now, when and in which context, and for which rows."""

    table: str
    at: str
    context: str = LOADED
    kind: str = "insert"
    where: str = "true"
    differs: dict[str, str] = field(default_factory=dict)
    source: str = ""


DRAFT = dict.fromkeys(
    (
        *("filed_at", "filed_by_id", "endorsed_at", "endorsed_by_id", "registered_at", "registered_by_id"),
        *("returned_at", "returned_by_id"),
    ),
    "NULL",
) | {"status": "'draft'", "return_reason": "''", "residual_grade": "''"}
FIRST = "CASE WHEN r.revises_id IS NULL THEN 1 ELSE r.revision END"


def _without(*names: str) -> dict[str, str]:
    """What a draft lacks, but for these columns, which are filled by now."""
    return {name: value for name, value in DRAFT.items() if name not in names}


FILED = ("filed_at", "filed_by_id")
ENDORSED = (*FILED, "endorsed_at", "endorsed_by_id")
REGISTERED = (*ENDORSED, "registered_at", "registered_by_id")
MERGED = "r.revision = 2 AND r.revises_id IS NULL"
# When a point was first registered; a merged revision gave it a later stamp.
FIRST_TIME = f"CASE WHEN {MERGED} THEN r.registered_at - interval '{LATER} days' ELSE r.registered_at END"
POINT = "riskpoints_riskpoint"
IN_UNIT_OF_POWER = "JOIN powers_poweritem p ON p.id = r.power_item_id"
UNCONFIRMED = {"status": "'draft'", "confirmed_at": "NULL", "confirmed_by_id": "NULL"}
PLANNED = {
    "status": "'planned'",
    "in_force_at": "NULL",
    "in_force_by_id": "NULL",
    "effective": "NULL",
    "verification": "''",
    "verified_at": "NULL",
    "verified_by_id": "NULL",
    "residual_grade": "''",
}
IN_FORCE = {
    "status": "'in_force'",
    "effective": "NULL",
    "verification": "''",
    "verified_at": "NULL",
    "verified_by_id": "NULL",
    "residual_grade": "''",
}
BEGAN = "now() - interval '330 days'"
# A warning as it was proposed, and when it came to the state that it has.
PROPOSED = dict.fromkeys(
    (
        *("due_on", "issued_by_id", "issued_at", "acknowledged_by_id", "acknowledged_at", "answered_by_id"),
        *("answered_at", "signed_by_id", "signed_at", "verified_by_id", "verified_at", "closed_by_id", "closed_at"),
        *("withdrawn_by_id", "withdrawn_at", "escalated_at"),
    ),
    "NULL",
) | {"status": "'proposed'", "handling": "''", "answer": "''", "verification": "''", "withdrawal": "''"}
PROPOSED["escalations"] = "0"
LAST_STEP = (
    "greatest(r.issued_at, r.acknowledged_at, r.escalated_at, r.answered_at, r.verified_at, r.closed_at, "
    "r.withdrawn_at)"
)

ENTRIES = [
    Entries("units_unit", BEGAN, where="NOT r.is_area"),
    Entries("units_unit", BEGAN, kind="update", where="r.is_area"),  # they got their units
    *(
        Entries(table, BEGAN)
        for table in (
            "units_post",
            "units_official",
            "units_postperiod",
            "accounts_user",
            "accounts_rolegrant",
            "powers_step",
            "powers_way",
            "measures_rule",
            "measures_measurelink",
            "measures_measurerule",
            "warnings_warningsignal",
        )
    ),
    Entries("warnings_signal", "r.received_at"),
    Entries("warnings_warning", "r.proposed_at", differs=PROPOSED),
    Entries("warnings_warning", LAST_STEP, kind="update", where="r.status <> 'proposed'"),
    Entries("powers_poweritem", BEGAN, differs=UNCONFIRMED),
    Entries(
        "powers_poweritem",
        "r.confirmed_at",
        _context("confirm"),
        "update",
        "r.status = 'confirmed'",
    ),
    Entries(
        "powers_flow",
        BEGAN,
        differs=UNCONFIRMED | {"published_at": "NULL", "published_by_id": "NULL"},
    ),
    Entries(
        "powers_flow",
        "r.confirmed_at",
        _context("confirm", "p.unit_id"),
        "update",
        "r.confirmed_at IS NOT NULL",
        {"status": "'confirmed'", "published_at": "NULL", "published_by_id": "NULL"},
        IN_UNIT_OF_POWER,
    ),
    Entries(
        "powers_flow",
        "r.published_at",
        _context("publish", "p.unit_id"),
        "update",
        "r.published_at IS NOT NULL",
        {"status": "'published'"},
        IN_UNIT_OF_POWER,
    ),
    Entries(
        "powers_flow",
        "r.published_at",
        _context("publish", "p.unit_id"),
        "update",
        "r.status = 'superseded'",
        {},
        IN_UNIT_OF_POWER,
    ),
    Entries(POINT, "r.created_at", _context("create"), differs=DRAFT | {"revision": FIRST}),
    Entries(
        POINT,
        "r.filed_at",
        _context("file"),
        "update",
        "r.filed_at IS NOT NULL",
        _without(*FILED) | {"status": "'filed'", "revision": FIRST},
    ),
    Entries(
        POINT,
        "r.endorsed_at",
        _context("endorse"),
        "update",
        "r.endorsed_at IS NOT NULL",
        _without(*ENDORSED) | {"status": "'endorsed'", "revision": FIRST},
    ),
    Entries(
        POINT,
        FIRST_TIME,
        _context("register"),
        "update",
        "r.registered_at IS NOT NULL",
        _without(*REGISTERED) | {"status": "'registered'", "revision": FIRST, "registered_at": FIRST_TIME},
    ),
    Entries(POINT, "r.returned_at", _context("return"), "update", "r.status = 'returned'"),
    Entries(
        POINT,
        "r.registered_at",
        _context("register"),
        "update",
        f"({MERGED}) OR r.status = 'applied'",
        {"residual_grade": "''"},
    ),
    Entries(
        POINT,
        "r.registered_at + interval '1 day'",
        _context("verify"),
        "update",
        "r.residual_grade <> ''",
    ),
    Entries(POINT, "r.registered_at + interval '2 days'", _context("retire"), "update", "r.status = 'retired'"),
    Entries(POINT, "r.created_at + interval '1 day'", _context("discard"), "update", "r.status = 'discarded'"),
    Entries("riskpoints_noriskfinding", "r.signed_at"),
    Entries("measures_measure", BEGAN, _context("create"), differs=PLANNED),
    Entries(
        "measures_measure",
        "r.in_force_at",
        _context("in_force"),
        "update",
        "r.in_force_at IS NOT NULL",
        IN_FORCE,
    ),
    Entries("measures_measure", "r.verified_at", _context("verify"), "update", "r.verified_at IS NOT NULL"),
    Entries("measures_measure", "now()", _context("retire"), "update", "r.status = 'ended'"),
]


def write(connection: psycopg.Connection, progress: Callable[[str], None]) -> None:
    """Write all entries; that they were made the areas know already, from the triggers that saw it."""
    for entries in ENTRIES:
        progress(entries.table)
        connection.execute(statement(connection, entries))


def statement(connection: psycopg.Connection, entries: Entries) -> str:
    log = f"{entries.table}event"
    columns = logged_columns(connection, log)
    values = ", ".join(f"({entries.differs[c]})" if c in entries.differs else f"r.{c}" for c in columns)
    return (
        f"INSERT INTO {log} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {', '.join(columns)}) "
        f"SELECT {entries.at}, '{entries.kind}', r.id, {entries.context}, {values} "
        f"FROM {entries.table} r {entries.source} WHERE ({entries.where}) ORDER BY r.id"
    )


def logged_columns(connection: psycopg.Connection, log: str) -> list[str]:
    """The columns that a log table keeps of its row, without its own."""
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
        "AND column_name NOT LIKE 'pgh\\_%%' ORDER BY ordinal_position",
        [log],
    )
    return [name for (name,) in rows]


def last_entry_differs(connection: psycopg.Connection) -> Iterator[tuple[str, int]]:
    """(table, rows whose newest entry does not say what the row says) for every logged table; 0 where all is well."""
    for table in dict.fromkeys(entries.table for entries in ENTRIES):
        log = f"{table}event"
        columns = logged_columns(connection, log)
        row, entry = (", ".join(f"{alias}.{c}" for c in columns) for alias in ("r", "e"))
        found = connection.execute(
            f"SELECT count(*) FROM {table} r LEFT JOIN ("
            f"  SELECT DISTINCT ON (pgh_obj_id) * FROM {log} ORDER BY pgh_obj_id, pgh_id DESC"
            f") e ON e.pgh_obj_id = r.id WHERE ({row}) IS DISTINCT FROM ({entry})"
        ).fetchone()
        yield table, found[0] if found else 0
