from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from measures.choices import MeasureStatus, Method, RuleStatus
from measures.models import Measure, Rule
from powers.models import Domain
from units.filters import SearchFilter, SubtreeFilter


class MeasureFilter(filters.FilterSet):
    q = SearchFilter("text")
    status = filters.ChoiceFilter(choices=MeasureStatus, empty_label=_("all"))
    method = filters.ChoiceFilter(choices=Method, empty_label=_("all"))
    overdue = filters.BooleanFilter(method="only_overdue", label=_("overdue"))
    below = SubtreeFilter()

    class Meta:
        model = Measure
        fields = ["q", "status", "method", "overdue", "below"]

    def only_overdue(self, rows: Any, name: str, value: bool) -> Any:
        return rows.overdue() if value else rows


class RuleFilter(filters.FilterSet):
    q = SearchFilter("title", "number")
    status = filters.ChoiceFilter(choices=RuleStatus, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    below = SubtreeFilter()

    class Meta:
        model = Rule
        fields = ["q", "status", "domain", "below"]
