"""Rows that lie at a unit, found by subtree: a copy of the unit's path on the row, and the lookup `below`.

`Unit.path` is treebeard's materialised path, four characters a level. A large table keeps a copy of it, written by
the database (`kept_by_database`), with an index over its first characters for each level: the rows of a city are
then one stretch of an index, already in the order of the list, however many rows the province has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.db.models.lookups import Lookup, StartsWith

STEP = 4  # characters a level, as in treebeard's MP_Node
LEVELS = (2, 3, 4)  # what is indexed: the levels below the top, which holds every row


def paths_above(path: str) -> list[str]:
    """The paths of all units above the one at `path`, the top first, and its own."""
    return [path[:size] for size in range(STEP, len(path) + 1, STEP)]


def where_below(paths: Iterable[str], lookup: str) -> Q:
    """Rows at or below one of `paths`; `lookup` leads from a row to the path of its unit."""
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(**{f"{lookup}__below": path})
    return scope


class UnitPath(models.CharField):
    """The path of the row's unit, copied by a trigger; never written by the application."""

    def __init__(self, *args: Any, **options: Any) -> None:
        settings: Any = {"max_length": 255, "editable": False, "default": ""} | options
        super().__init__(*args, **settings)


@models.CharField.register_lookup
class Below(StartsWith):
    """Rows at this path and below it: `path__below="00010002"`."""

    lookup_name = "below"

    def get_rhs_op(self, connection: Any, rhs: Any) -> Any:
        return connection.operators["startswith"] % rhs


@UnitPath.register_lookup
class BelowLevel(Lookup):
    """The same on a copied path, in the words of its indexes."""

    lookup_name = "below"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, _none = self.process_lhs(compiler, connection)
        prefix = str(self.rhs)
        depth = len(prefix) // STEP
        if depth in LEVELS:
            return f"LEFT({column}, {len(prefix)}) = %s", [prefix]
        sql, parameters = f"{column} LIKE %s", [f"{prefix}%"]
        if depth > max(LEVELS):
            deepest = max(LEVELS) * STEP
            sql, parameters = f"(LEFT({column}, {deepest}) = %s AND {sql})", [prefix[:deepest], *parameters]
        return sql, parameters


def subtree_indexes(name: str, column: str = "path") -> list[models.Index]:
    """One index a level: the rows of a subtree, newest last."""
    return [models.Index(Left(column, level * STEP), "id", name=f"{name}_level_{level}") for level in LEVELS]
