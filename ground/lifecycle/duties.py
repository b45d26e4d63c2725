"""One person, one duty: who has taken one of the duties of a row takes none of the others.

A life cycle declares its duties in their order, each with the columns that name who took it. A person is all their
accounts. Where a unit has fewer people, the level above may allow one person several (accounts/allowances.py); the
page of the row says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

# Of each duty the columns that name who took it, e.g. (("created_by", "filed_by"), ("endorsed_by",)); one that lists
# several people holds the keys of their accounts.
Duties = Sequence[tuple[str, ...]]

TAKEN = _(
    "You have had a part in this already, so someone else must take this step, or the level above must allow it"
    " for the unit."
)


def where_taken(model: type[Model], duties: Duties, stamp: str, path: str, by: Any) -> Q:
    """Rows of which `by` has taken a duty before the one of the step, where the level above does not allow it.

    stamp: of the step; no row where it belongs to no duty, or to the first. path: the lookup from a row to the path
    of its unit.
    """
    earlier = _earlier(duties, stamp)
    if by is None or not earlier:
        return Q(pk__in=[])
    return _had_a_part(model, earlier, by) & ~by.where_duties_are_shared(path)


def _had_a_part(model: type[Model], columns: Sequence[str], by: Any) -> Q:
    accounts, found = by.accounts_of_person, Q()
    for column in columns:
        lookup = "overlap" if isinstance(model._meta.get_field(column), ArrayField) else "in"
        found |= Q(**{f"{column}__{lookup}": accounts})
    return found


def people_before(model: type[Model], duties: Duties, stamp: str, row: str) -> str:
    """SQL: the accounts that have taken a duty before the one of the step, as an array. row: the alias of the row."""
    fields: list[Any] = [model._meta.get_field(column) for column in _earlier(duties, stamp)]
    found = [f"{row}.{f.column}" if isinstance(f, ArrayField) else f"ARRAY[{row}.{f.column}]" for f in fields]
    return f"array_remove({' || '.join(found)}, NULL)"


def taken_by_another(duties: Duties, stamp: str, path: str) -> Callable[..., list[tuple[Any, Any]]] | None:
    """The requirement that the person acting is none of `where_taken`; None where the step asks for none."""
    earlier = _earlier(duties, stamp)
    if not earlier:
        return None

    def problems(rows: QuerySet, by: Any) -> list[tuple[Any, Any]]:
        if by is None:
            return []
        found = list(rows.filter(_had_a_part(rows.model, earlier, by)).values_list("pk", flat=True))
        if found:  # which is seldom; else nobody asks what is allowed
            refused = rows.filter(pk__in=found).exclude(by.where_duties_are_shared(path))
            found = list(refused.values_list("pk", flat=True))
        return [(pk, TAKEN) for pk in found]

    problems.sentence = TAKEN  # type: ignore[attr-defined]
    return problems


def _earlier(duties: Duties, stamp: str) -> list[str]:
    """The columns of the duties that come before the one of the step."""
    place = next((i for i, columns in enumerate(duties) if f"{stamp}_by" in columns), 0)
    return [column for columns in duties[:place] for column in columns]


def shared_by(row: Any) -> list[int]:
    """The accounts that have taken more than one duty of this row."""
    seen = [{pk for column in columns for pk in _accounts(row, column)} for columns in row.lifecycle.duties]
    return sorted({pk for i, one in enumerate(seen) for other in seen[i + 1 :] for pk in one & other})


def _accounts(row: Any, column: str) -> list[int]:
    value = getattr(row, row._meta.get_field(column).attname)
    return value if isinstance(value, list) else [] if value is None else [value]
