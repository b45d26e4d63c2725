"""What a reorganisation set and made, kept so that it can be taken back row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.versions import versions_of

OVERTAKEN = gettext_lazy("Something of it was changed since, so it cannot be undone as a whole.")


class UndoLog:
    """Changes in the order they were made.

    sets: (model, column, value before, value after, primary keys). made: (model, primary key, version) of new rows.
    """

    def __init__(self, details: dict[str, Any] | None = None) -> None:
        kept = details or {"sets": [], "made": []}
        self.sets: list[list[Any]] = kept["sets"]
        self.made: list[list[Any]] = kept["made"]

    @property
    def details(self) -> dict[str, Any]:
        """What JSON can keep."""
        return {"sets": self.sets, "made": self.made}

    def put(self, model: type[models.Model], keys: Iterable[int], column: str, value: Any) -> None:
        """Set a column of these rows to one value; two queries, however many rows."""
        rows = model._base_manager.filter(pk__in=list(keys)).order_by("pk")
        before: dict[Any, list[int]] = defaultdict(list)
        for pk, old in rows.values_list("pk", column):
            before[old].append(pk)
        rows.order_by().update(**{column: value})
        self.sets += [[model._meta.label, column, old, value, keys] for old, keys in before.items()]

    def note_made(self, rows: list[Any]) -> None:
        """Rows of one model that were made; taking back removes those that nobody changed since."""
        if rows:
            seen = versions_of(type(rows[0]), [row.pk for row in rows])
            self.made += [[row._meta.label, row.pk, seen[row.pk]] for row in rows]

    def set_in(self, model: type[models.Model], column: str) -> set[int]:
        """The keys of the rows of `model` whose `column` was set."""
        label = model._meta.label
        return {pk for of, name, _old, _new, keys in self.sets if (of, name) == (label, column) for pk in keys}

    def made_in(self, model: type[models.Model]) -> list[int]:
        return [pk for label, pk, _version in self.made if label == model._meta.label]

    def take_back(self) -> None:
        """Everything as it was, the last change first. Raises NotAllowed where a row went on since."""
        versions: dict[str, dict[int, str]] = defaultdict(dict)
        for label, pk, version in self.made:
            versions[label][pk] = version
        if any(versions_of(apps.get_model(label), seen) != seen for label, seen in versions.items()):
            raise NotAllowed(OVERTAKEN)
        for label, column, old, value, keys in reversed(self.sets):
            rows = apps.get_model(label)._base_manager.filter(pk__in=keys, **{column: value})
            if rows.update(**{column: old}) != len(keys):
                raise NotAllowed(OVERTAKEN)
        try:
            for label, seen in reversed(versions.items()):
                apps.get_model(label)._base_manager.filter(pk__in=seen).delete()
        except ProtectedError as error:
            raise NotAllowed(OVERTAKEN) from error
