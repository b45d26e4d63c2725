"""Lists of the API straight from the columns: no row becomes an object first, which takes four times as long.

Nothing of the serializer runs for such a list. So what it would say otherwise than its columns is refused when the
viewset is declared, and not found by a reader of the list who misses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone
from rest_framework import serializers
from rest_framework.relations import ManyRelatedField
from rest_framework.response import Response

REMEDY = ": its list cannot be made of columns. Set `lists_columns = False` on the viewset."
# The fields that say a column as it is, and so do those built on them that leave this to them.
AS_IT_IS = {
    kind.to_representation
    for kind in (
        serializers.BooleanField,
        serializers.CharField,
        serializers.ChoiceField,
        serializers.DateField,
        serializers.DateTimeField,
        serializers.DecimalField,
        serializers.IntegerField,
        serializers.BigIntegerField,
        serializers.PrimaryKeyRelatedField,
    )
}


@dataclass(frozen=True)
class Columns:
    """What a serializer shows: its plain columns, those of them that are moments, and its many-to-many fields."""

    plain: tuple[str, ...]
    moments: tuple[str, ...]
    linked: tuple[str, ...]


@lru_cache
def columns_of(serializer_class: type[serializers.ModelSerializer]) -> Columns:
    """The columns that a serializer shows. Raises ImproperlyConfigured where it says anything else."""
    meta: Any = serializer_class.Meta  # type: ignore[attr-defined]
    whole = serializers.ModelSerializer.to_representation
    if serializer_class.to_representation is not whole or hasattr(meta, "list_serializer_class"):
        raise ImproperlyConfigured(f"{serializer_class.__name__} has words of its own for a row{REMEDY}")
    plain, moments, linked = [], [], []
    for name, field in serializer_class().fields.items():
        if field.write_only:
            continue
        column = next((f for f in meta.model._meta.get_fields() if f.name == name), None)
        if field.source != name or not isinstance(column, models.Field) or not _says(field, column):
            raise ImproperlyConfigured(f"{serializer_class.__name__}.{name} says more than its column{REMEDY}")
        if isinstance(column, models.ManyToManyField):
            linked.append(name)
        else:
            plain.append(name)
            if isinstance(column, models.DateTimeField):
                moments.append(name)
    return Columns(tuple(plain), tuple(moments), tuple(linked))


def _says(field: Any, column: models.Field) -> bool:
    """Whether `field` says the value of `column` as it is, a moment as it is here."""
    if isinstance(column, models.ManyToManyField):
        if type(field).to_representation is not ManyRelatedField.to_representation:
            return False
        field = field.child_relation
    elif column.is_relation is not isinstance(field, serializers.PrimaryKeyRelatedField):
        return False
    if isinstance(field, serializers.DateTimeField) is not isinstance(column, models.DateTimeField):
        return False
    # A format, another number of decimals and another way to say a key are options of the single field.
    decimals = getattr(field, "decimal_places", None) == getattr(column, "decimal_places", None)
    own = "format" in vars(field) or getattr(field, "pk_field", None) is not None
    return type(field).to_representation in AS_IT_IS and decimals and not own


class FastList:
    """A mixin of viewsets: the list without objects.

    lists_columns: False where the serializer says more than columns, and the list is made of objects as usual.
    """

    lists_columns: ClassVar[bool] = True
    request: Any

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        serializer_class = getattr(cls, "serializer_class", None)
        if serializer_class is not None and cls.lists_columns:
            columns_of(serializer_class)

    def filter_queryset(self, rows: Any) -> Any:
        """As usual; where nothing is asked for, no filters are set up either."""
        view: Any = self
        if not set(view.request.query_params) - {"cursor", "page_size"}:
            return rows
        return super().filter_queryset(rows)  # type: ignore[misc]

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        view: Any = self
        if not self.lists_columns:
            return super().list(request, *args, **kwargs)  # type: ignore[misc]
        columns = columns_of(view.get_serializer_class())
        rows = view.filter_queryset(view.get_queryset()).select_related(None).prefetch_related(None)
        page = view.paginate_queryset(rows.values("pk", *columns.plain))
        links = {name: _links(view.queryset.model, name, [row["pk"] for row in page]) for name in columns.linked}
        lines, here = [], timezone.get_current_timezone()
        for row in page:
            # The page itself stays as it is: the links to the next one are made from its last row.
            line = {name: row[name] for name in columns.plain}
            for name in columns.moments:
                # As the serializer writes it: here, not in UTC.
                line[name] = row[name] and row[name].astimezone(here).isoformat()
            for name, found in links.items():
                line[name] = found.get(row["pk"], [])
            lines.append(line)
        return view.get_paginated_response(lines)


def _links(model: Any, name: str, keys: list[Any]) -> dict[Any, list[Any]]:
    """The related keys of each of these rows; one query."""
    field = model._meta.get_field(name)
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    pairs = field.remote_field.through._base_manager.filter(**{f"{own}__in": keys}).order_by(other)
    found: dict[Any, list[Any]] = {}
    for key, related in pairs.values_list(own, other):
        found.setdefault(key, []).append(related)
    return found
