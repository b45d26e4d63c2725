"""The statement of an inbox, put together once for everybody of the same shape.

Django takes longer to put the statement together than PostgreSQL to answer it, and from one inspector of a county to
the next it differs by values alone. So it is made for a stand-in: a person of the same roles, at paths and with keys
that no row has. Asked for somebody, each value of the stand-in gives way to theirs. What were forgotten would find
nothing, never the rows of somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from accounts.inbox_sources import SOURCES, Rows
from accounts.models import User
from ground.lifecycle.roles import Role
from ground.work.sql_files import sql
from units.models import Unit
from units.subtrees import STEP, paths_above

TOGETHER_FROM = 5  # so many equal rows of a unit stand in one line
UNITS = 12  # offered in the menu of units, those with the most first
SHAPES = 256  # statements that a process keeps
OFFICIAL = -2_000_000_000  # the stand-in's own record; its accounts are numbered down from there
# A step of a stand-in's path: a sign of no alphabet that counts it, and others that fill it.
FIRST, FILL = 0xE000, "\uf8ff"
STAND_IN_PATH = re.compile(f"(?:[\ue000-\uf8fe]{FILL}{{{STEP - 1}}})+")


@dataclass(frozen=True)
class Asked:
    """The values of the statement, in the order of the columns of its first part, ASKED."""

    today: date
    of_view: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    unit: int | None = None
    part: int | None = None
    after: int = 0
    most: int = 0
    soon: date | None = None
    together: int = TOGETHER_FROM
    units: int = UNITS
    newest_first: bool = False


ASKED = """WITH asked (
    today, of_view, shown, only_unit, only_part, after, most, soon, together, units, newest_first
) AS (
    SELECT %s::date, %s::text[], %s::text[], %s::bigint, %s::int, %s::int, %s::int, %s::date, %s::int, %s::int,
           %s::boolean)"""


@dataclass(frozen=True)
class Shape:
    """All that the statement depends on but for values: equal for people whose roles and units lie alike.

    Paths are those of the stand-in. within: of the part of the tree that is looked at, or empty. accounts: how many
    the person has. kinds: what they follow rows of. language: of the words in lines.
    """

    roles: tuple[tuple[Role, str], ...]
    shared: tuple[str, ...]
    within: str
    accounts: int
    is_official: bool
    kinds: tuple[str, ...]
    language: str
    today: date

    def stand_in(self) -> User:
        found = User(pk=OFFICIAL - 1, official_id=OFFICIAL if self.is_official else None)
        found.roles_held = list(self.roles)
        found.paths_of_shared_duties = list(self.shared)
        found.accounts_of_person = [OFFICIAL - 1 - n for n in range(self.accounts)]
        found.kinds_followed = list(self.kinds)
        return found


@dataclass(frozen=True)
class Statement:
    """The kinds with the rows of the stand-in, and the SQL of all these rows with its values."""

    kinds: dict[str, Rows]
    waits: str
    values: list[Any]


@lru_cache(SHAPES)
def statement_of(shape: Shape) -> Statement:
    """Made of the shape alone: nothing of the person who asks first can get into it."""
    within = Unit(path=shape.within) if shape.within else None
    somebody = shape.stand_in()
    kinds = {rows.kind: rows for source in SOURCES for rows in source(somebody)}
    parts: list[str] = []
    values: list[Any] = []
    for rows in kinds.values():
        try:
            selected, own = rows.columns(within).query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(selected)
        values += own
    assert not any(isinstance(value, datetime) for value in values), "a moment would be kept all day"
    return Statement(kinds, " UNION ALL ".join(parts), values)


class Person:
    """Somebody whose inbox is asked for: their shape, and their values in the place of the stand-in's."""

    def __init__(self, user: User, within: Unit | None) -> None:
        paths = [path for _role, path in user.roles_held] + user.paths_of_shared_duties
        self.paths = _stand_ins([*paths, within.path] if within else paths)
        alike = {path: stand_in for stand_in, path in self.paths.items()}
        accounts = [user.pk, *(pk for pk in user.accounts_of_person if pk != user.pk)]
        self.keys = {OFFICIAL - 1 - n: pk for n, pk in enumerate(accounts)}
        if user.official_id:
            self.keys[OFFICIAL] = user.official_id
        self.statement = statement_of(
            Shape(
                tuple(sorted((role, alike[path]) for role, path in user.roles_held)),
                tuple(sorted(alike[path] for path in user.paths_of_shared_duties)),
                alike[within.path] if within else "",
                len(accounts),
                bool(user.official_id),
                tuple(user.kinds_followed),
                get_language() or "",
                timezone.localdate(),
            )
        )

    def ask(self, statement: str, asked: Asked) -> list[tuple[Any, ...]]:
        """What sql/`statement` finds in all that waits."""
        made = self.statement
        if not made.waits:
            return []
        waits = f"{ASKED},\nwaits (kind, key, due, since, unit, alike) AS MATERIALIZED ({made.waits})"
        with connection.cursor() as cursor:
            cursor.execute(f"{waits}\n{sql('accounts', statement)}", [*astuple(asked), *self._own(made.values)])
            return cursor.fetchall()

    def _own(self, values: Iterable[Any]) -> list[Any]:
        return [self._value(value) for value in values]

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return STAND_IN_PATH.sub(lambda found: self.paths[found[0]], value) if FILL in value else value
        if isinstance(value, (list, tuple)):
            return self._own(value)
        if isinstance(value, int) and value in self.keys:
            return type(value)(self.keys[value])  # also a number that Django has given a type of PostgreSQL's
        return value


def _stand_ins(paths: Iterable[str]) -> dict[str, str]:
    """The stand-in of each path and of all above it, by it the path: they lie to each other as these do."""
    found: dict[str, str] = {}
    alike = {"": ""}
    for path in sorted({above for one in paths for above in paths_above(one)}):
        alike[path] = alike[path[:-STEP]] + chr(FIRST + len(found)).ljust(STEP, FILL)
        found[alike[path]] = path
    return found
