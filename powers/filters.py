import django_filters as filters
from django.utils.translation import gettext_lazy as _

from powers.choices import FlowStatus, PowerKind, PowerStatus
from powers.models import Domain, Flow, PowerItem, Step
from units.filters import SearchFilter, SubtreeFilter


class PowerFilter(filters.FilterSet):
    q = SearchFilter("name", "code", indexed=True)
    status = filters.ChoiceFilter(choices=PowerStatus, empty_label=_("all"))
    kind = filters.ChoiceFilter(choices=PowerKind, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    below = SubtreeFilter()

    class Meta:
        model = PowerItem
        fields = ["q", "status", "kind", "domain", "below"]


class FlowFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=FlowStatus)
    below = SubtreeFilter("power_item__unit__path")

    class Meta:
        model = Flow
        fields = ["power_item", "status", "below"]


class StepFilter(filters.FilterSet):
    below = SubtreeFilter("flow__power_item__unit__path")

    class Meta:
        model = Step
        fields = ["flow", "is_key", "below"]
