"""What units are filtered by, on the page and in the API."""

from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.choices import Kind, Level, UnitStatus
from units.models import Post, Unit


class SearchFilter(filters.CharFilter):
    """Free text over several columns: `SearchFilter("name", "code")`."""

    def __init__(self, *columns: str, **options: Any) -> None:
        options.setdefault("label", _("Search"))
        super().__init__(**options)
        self.columns = columns

    def filter(self, rows: Any, value: str) -> Any:
        value = (value or "").strip()
        if not value:
            return rows
        found = Q()
        for column in self.columns:
            found |= Q(**{f"{column}__icontains": value})
        return rows.filter(found)


class SubtreeFilter(filters.NumberFilter):
    """Rows of a unit and everything below it, by the unit's id. `path`: lookup from a row to the unit's path."""

    def __init__(self, path: str = "unit__path", **options: Any) -> None:
        options.setdefault("label", _("Unit and everything below it (id)"))
        super().__init__(**options)
        self.path = path

    def filter(self, rows: Any, value: Any) -> Any:
        if value is None:
            return rows
        # An id outside the caller's scope finds nothing, as if it did not exist.
        top = Unit.objects.filter(pk=int(value)).first() if 0 < value < 2**63 else None
        if top is None:
            return rows.none()
        return rows.filter(**{f"{self.path}__startswith": top.path})


class UnitFilter(filters.FilterSet):
    q = SearchFilter("name", "code")
    level = filters.ChoiceFilter(choices=Level, empty_label=_("all"))
    kind = filters.ChoiceFilter(choices=Kind, empty_label=_("all"))
    status = filters.ChoiceFilter(choices=UnitStatus, empty_label=_("all"))
    below = SubtreeFilter("path")

    class Meta:
        model = Unit
        fields = ["q", "level", "kind", "status", "below"]


class PostFilter(filters.FilterSet):
    q = SearchFilter("name", "department")
    below = SubtreeFilter()

    class Meta:
        model = Post
        fields = ["q", "unit", "is_main_leader", "below"]
