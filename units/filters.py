"""What units are filtered by, on the page and in the API."""

from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.keys import is_key
from units.choices import UnitKind, UnitLevel, UnitStatus
from units.models import IssuingOrgan, Official, Post, Unit
from units.text_search import matching


class SearchFilter(filters.CharFilter):
    """Words in one or more columns: `SearchFilter("name", "code")`.

    indexed: the model has a `units.search.search_index` over exactly these columns.
    """

    def __init__(self, *columns: str, indexed: bool = False, **options: Any) -> None:
        options.setdefault("label", _("Search"))
        super().__init__(**options)
        self.columns, self.indexed = columns, indexed

    def filter(self, rows: Any, value: str) -> Any:
        return matching(rows, self.columns, value or "", indexed=self.indexed)


class OnlyFilter(filters.ChoiceFilter):
    """Only the rows that a method of the queryset yields: `OnlyFilter("overdue")` is ?overdue=true."""

    def __init__(self, of_queryset: str, **options: Any) -> None:
        super().__init__(choices=[("true", _("yes"))], empty_label=_("all"), **options)
        self.of_queryset = of_queryset

    def filter(self, rows: Any, value: str) -> Any:
        return getattr(rows, self.of_queryset)() if value else rows


def unit_path(pk: Any) -> str:
    """The path of the unit with this id; empty for one that no unit has."""
    if not 0 < pk < 2**63:
        return ""
    return Unit.objects.filter(pk=int(pk)).values_list("path", flat=True).first() or ""


class SubtreeField(forms.DecimalField):
    """The id of a unit as its path: None where none is given, empty where no unit has it."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else unit_path(number)

    def words_of(self, value: str, user: Any) -> str:
        """The name of the unit with this id, or the id: whether a unit exists is not told to who may not see it."""
        rows = Unit.objects.visible_to(user).filter(pk=value) if is_key(value) else None
        return (rows.values_list("name", flat=True).first() if rows is not None else None) or value


class SubtreeFilter(filters.NumberFilter):
    """Rows of a unit and everything below it, by the unit's id. `path`: lookup from a row to the unit's path.

    On pages the rows also lie in the part of the tree that the person looks at (units.scope).
    """

    field_class = SubtreeField

    def __init__(self, path: str = "unit__path", **options: Any) -> None:
        options.setdefault("label", _("Unit and everything below it (id)"))
        super().__init__(**options)
        self.path = path

    def filter(self, rows: Any, value: Any) -> Any:
        scope = getattr(getattr(self.parent, "request", None), "scope", None)
        if scope:
            rows = rows.filter(**{f"{self.path}__below": scope.path})
        if value is None:
            return rows
        # An id that no unit has finds nothing; one outside the caller's scope neither, by the scope of the rows.
        return rows.filter(**{f"{self.path}__below": value}) if value else rows.none()


class UnitFilter(filters.FilterSet):
    q = SearchFilter("name", "code", indexed=True)
    level = filters.ChoiceFilter(choices=UnitLevel, empty_label=_("all"))
    kind = filters.ChoiceFilter(choices=UnitKind, empty_label=_("all"))
    status = filters.ChoiceFilter(choices=UnitStatus, empty_label=_("all"))
    no_liaison = OnlyFilter("without_liaison", label=_("without a liaison"))
    below = SubtreeFilter("path")

    class Meta:
        model = Unit
        fields = ["q", "level", "kind", "status", "no_liaison", "below"]


class OfficialFilter(filters.FilterSet):
    q = SearchFilter("name", "staff_number", indexed=True)

    class Meta:
        model = Official
        fields = ["q"]


class PostFilter(filters.FilterSet):
    q = SearchFilter("name", "department")
    below = SubtreeFilter()

    class Meta:
        model = Post
        fields = ["q", "unit", "is_main_leader", "below"]


class OrganFilter(filters.FilterSet):
    q = SearchFilter("name", "unit__name")

    class Meta:
        model = IssuingOrgan
        fields = ["q"]
