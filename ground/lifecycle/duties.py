"""One person, one duty: who has taken one of the duties of a row takes none of the others.

A life cycle declares its duties in their order, each with the columns that name who took it. A person is all their
accounts. Where a unit has fewer people, the level above may allow one person several (accounts/allowances.py); the
page of the row says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

# Of each duty the columns that name who took it, e.g. (("created_by", "filed_by"), ("endorsed_by",)).
Duties = Sequence[tuple[str, ...]]

TAKEN = _(
    "You have had a part in this already, so someone else must take this step, or the level above must allow it"
    " for the unit."
)


def taken_by_another(duties: Duties, stamp: str, path: str) -> Callable[..., list[tuple[Any, Any]]] | None:
    """The requirement that the person acting has taken none of the duties before the one of the step.

    stamp: of the step; None comes back where it belongs to no duty, or to the first. path: the lookup from a row to
    the path of its unit.
    """
    place = next((i for i, columns in enumerate(duties) if f"{stamp}_by" in columns), 0)
    earlier = [column for columns in duties[:place] for column in columns]
    if not earlier:
        return None

    def problems(rows: QuerySet, by: Any) -> list[tuple[Any, Any]]:
        if by is None:
            return []
        taken = Q()
        for column in earlier:
            taken |= Q(**{f"{column}__in": by.accounts_of_person})
        found = list(rows.filter(taken).values_list("pk", flat=True))
        if found:
            allowed = rows.filter(by.where_duties_are_shared(path), pk__in=found)
            found = sorted(set(found) - set(allowed.values_list("pk", flat=True)))
        return [(pk, TAKEN) for pk in found]

    problems.sentence = TAKEN  # type: ignore[attr-defined]
    return problems


def shared_by(row: Any) -> list[int]:
    """The accounts that have taken more than one duty of this row."""
    seen: list[set[int]] = [
        {pk for column in columns if (pk := getattr(row, f"{column}_id")) is not None}
        for columns in row.lifecycle.duties
    ]
    return sorted({pk for i, one in enumerate(seen) for other in seen[i + 1 :] for pk in one & other})
