"""Which version of a row somebody saw: the number of its newest entry in the change log.

Pages and API hand the version out with the row and take it back with a change. A row that somebody else changed in
between is not overwritten: `StaleVersion` is raised, and the person sees both versions.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import changes_of, event_model
from ground.lifecycle.keys import is_key

CHANGED_MEANWHILE: Promise = _(
    "Somebody else changed this after you opened it, so nothing was done. Look at it as it is now and decide again."
)


class StaleVersion(Exception):
    """The row is no longer as the person saw it."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(str(CHANGED_MEANWHILE))
        self.row = row


def versions_of(model: type[models.Model], keys: Iterable[Any]) -> dict[Any, str]:
    """The version of each row of `model` with these primary keys, by key; one query, one more per many-to-many."""
    wanted = list(keys)
    if not wanted:
        return {}
    events = event_model(model)._default_manager.filter(pgh_obj_id__in=wanted).order_by()
    found = dict.fromkeys(wanted, "0") | {
        pk: str(newest) for pk, newest in events.values_list("pgh_obj_id").annotate(newest=Max("pgh_id"))
    }
    # Rows of a link table have logs of their own, which are not read by the row that they belong to.
    for field in model._meta.many_to_many:
        links: dict[Any, list[int]] = {}
        rows: Any = model._base_manager.filter(pk__in=wanted).order_by()
        for pk, other in rows.exclude(**{field.name: None}).values_list("pk", field.name):
            links.setdefault(pk, []).append(other)
        for pk in wanted:
            found[pk] += f"-{zlib.crc32(repr(sorted(links.get(pk, []))).encode()):x}"
    return found


def version_of(row: models.Model) -> str:
    """The version of one row, e.g. "48213"."""
    return versions_of(type(row), [row.pk])[row.pk]


def stale(model: type[models.Model], seen: Mapping[Any, str]) -> set[Any]:
    """The keys of the rows that are no longer as they were seen; rows without a version seen are not judged."""
    judged = {pk: version for pk, version in seen.items() if version}
    now = versions_of(model, judged)
    return {pk for pk, version in judged.items() if now[pk] != version}


def row_at(row: Any, version: str) -> Any:
    """`row` as it was at `version`, unsaved; columns that the log does not keep are as they are now.

    None where the version is not one of this row.
    """
    number = version.partition("-")[0]
    events = event_model(type(row))._default_manager
    event = events.filter(pgh_id=number, pgh_obj_id=row.pk).first() if is_key(number) else None
    if event is None:
        return None
    columns = {f.attname: getattr(event, f.attname, getattr(row, f.attname)) for f in row._meta.concrete_fields}
    then = type(row)(**columns)
    then._state.adding = False
    return then


def newest_change(row: models.Model) -> Any:
    """(who, when) of the newest entry of the log, as texts and time; None where there is none."""
    changes = changes_of(row, limit=1)
    return changes[0] if changes else None
