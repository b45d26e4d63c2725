"""The floor: the fewest hand-written SQL statements that fetch or write what a page fetches or writes.

Each runs through psycopg and reads every row. Nothing is rendered, nobody's rights are checked beyond reading them,
and the triggers rest while rows are written: what is left is what PostgreSQL must do. The floors of the actions stand
beside them in bench/actions; that of a list returns the keys of the rows which the page is to show.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

ROWS = 50
CAP = 5001
LIST_COLUMNS = """
    SELECT r.*, u.name, u.path, o.department, o.name, s.name, f.version, p.name, p.code, b.name
    FROM riskpoints_riskpoint r JOIN units_unit u ON u.id = r.unit_id
    LEFT JOIN units_post o ON o.id = r.post_id LEFT JOIN powers_step s ON s.id = r.step_id
    LEFT JOIN powers_flow f ON f.id = s.flow_id LEFT JOIN powers_poweritem p ON p.id = f.power_item_id
    LEFT JOIN accounts_user b ON b.id = r.filed_by_id"""
SHOWN = "r.status NOT IN ('applied', 'discarded')"


class Floor:
    """Hand-written SQL over one connection, counted."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.statements = 0

    def all(self, sql: str, *parameters: Any) -> list[Any]:
        self.statements += 1
        return self.connection.execute(sql, parameters).fetchall()

    def do(self, sql: str, *parameters: Any) -> int:
        self.statements += 1
        return self.connection.execute(sql, parameters).rowcount

    def copy_in(self, sql: str, lines: bytes) -> None:
        self.statements += 1
        with self.connection.cursor().copy(sql) as copy:
            copy.write(lines)

    def copy_out(self, sql: str) -> int:
        """Returns the bytes that came."""
        self.statements += 1
        with self.connection.cursor().copy(sql) as copy:
            return sum(len(block) for block in copy)

    def who(self, username: str) -> None:
        """The account and the roles it holds."""
        self.all(
            """SELECT a.*, g.role, u.path FROM accounts_user a LEFT JOIN accounts_rolegrant g ON g.user_id = a.id
               LEFT JOIN units_unit u ON u.id = g.unit_id WHERE a.username = %s""",
            username,
        )


def keys(rows: Iterable[Any]) -> list[int]:
    """The first column of the rows that a page shows."""
    return [row[0] for row in rows][:ROWS]


def below(alias: str, path: str) -> str:
    """The condition that a row of `alias` lies at or below `path`, as the index of its level takes it."""
    return f"left({alias}.path, {len(path)}) = '{path}'" if len(path) > 4 else "true"
