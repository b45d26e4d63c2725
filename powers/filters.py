import django_filters as filters
from django.utils.translation import gettext_lazy as _

from powers.choices import FlowStatus, PowerKind, PowerStatus
from powers.models import Domain, Flow, PowerItem, Step
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter


class PowerFilter(filters.FilterSet):
    q = SearchFilter("name", "code", indexed=True)
    status = filters.ChoiceFilter(choices=PowerStatus, empty_label=_("all"))
    kind = filters.ChoiceFilter(choices=PowerKind, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    draft_flow = OnlyFilter("with_draft_flow", label=_("flow in draft"))
    no_flow = OnlyFilter("without_flow", label=_("no flow in force"))
    not_published = OnlyFilter("not_published", label=_("flow not published"))
    below = SubtreeFilter()

    class Meta:
        model = PowerItem
        fields = ["q", "status", "kind", "domain", "draft_flow", "no_flow", "not_published", "below"]


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
