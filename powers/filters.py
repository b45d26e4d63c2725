from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from powers.choices import FlowStatus, PowerKind, PowerStatus
from powers.models import Domain, Flow, PowerItem, Step
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter

# How far the flow of a power in use is; `of_flow` finds each.
FLOWS = (
    ("with", _("in force")),
    ("without", _("none in force")),
    ("published", _("published")),
    ("unpublished", _("to be published")),
)


class PowerFilter(filters.FilterSet):
    q = SearchFilter("name", "code", indexed=True)
    status = filters.ChoiceFilter(choices=PowerStatus, empty_label=_("all"))
    kind = filters.ChoiceFilter(choices=PowerKind, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    flow_status = filters.ChoiceFilter(choices=FLOWS, empty_label=_("all"), label=_("flow"), method="of_flow")
    draft_flow = OnlyFilter("with_draft_flow", label=_("flow in draft"))
    below = SubtreeFilter()

    class Meta:
        model = PowerItem
        fields = ["q", "status", "kind", "domain", "flow_status", "draft_flow", "below"]

    def of_flow(self, rows: Any, name: str, value: str) -> Any:
        match value:
            case "without":
                return rows.without_flow()
            case "unpublished":
                return rows.not_published()
        rows = rows.in_use().with_current_flow().exclude(current_flow_id=None)
        return rows if value == "with" else rows.filter(is_public=True, current_flow_status=FlowStatus.PUBLISHED)


class FlowFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=FlowStatus, empty_label=_("all"))
    below = SubtreeFilter("power_item__unit__path")

    class Meta:
        model = Flow
        fields = ["power_item", "status", "below"]


class StepFilter(filters.FilterSet):
    below = SubtreeFilter("flow__power_item__unit__path")

    class Meta:
        model = Step
        fields = ["flow", "is_key", "below"]
