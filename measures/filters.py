import django_filters as filters
from django.utils.translation import gettext_lazy as _

from measures.choices import MeasureStatus, Method, RuleStatus
from measures.models import ControlPlan, Measure, Rule
from powers.models import Domain
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter


class MeasureFilter(filters.FilterSet):
    q = SearchFilter("text", indexed=True)
    status = filters.ChoiceFilter(choices=MeasureStatus, empty_label=_("all"))
    method = filters.ChoiceFilter(choices=Method, empty_label=_("all"))
    overdue = OnlyFilter("overdue", label=_("overdue"))
    failed = OnlyFilter("failed_of_late", label=_("found not effective in the past year"))
    below = SubtreeFilter("path")

    class Meta:
        model = Measure
        fields = ["q", "status", "method", "overdue", "failed", "below"]


class RuleFilter(filters.FilterSet):
    q = SearchFilter("title", "number", indexed=True)
    status = filters.ChoiceFilter(choices=RuleStatus, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    below = SubtreeFilter()

    class Meta:
        model = Rule
        fields = ["q", "status", "domain", "below"]


class ControlPlanFilter(filters.FilterSet):
    q = SearchFilter("title", "number")

    class Meta:
        model = ControlPlan
        fields = ["q"]
