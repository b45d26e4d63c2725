"""Filters of the API that name a row take only rows that the caller may see."""

from typing import Any

from django_filters.rest_framework import DjangoFilterBackend


class VisibleFilterBackend(DjangoFilterBackend):
    """A filter by a row out of scope is refused as one by a row that is not there: otherwise it tells that it is."""

    def get_filterset(self, request: Any, queryset: Any, view: Any) -> Any:
        filterset = super().get_filterset(request, queryset, view)
        if filterset is not None:
            for field in filterset.filters.values():
                rows: Any = getattr(field, "queryset", None)
                if hasattr(rows, "visible_to"):
                    field.queryset = rows.visible_to(request.user)
        return filterset
