"""What signals and warnings are filtered by, on the page and in the API."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from lifecycle.roles import Role
from powers.models import Domain
from riskwarnings.choices import Handling, Level, SignalStatus, Source, WarningStatus
from riskwarnings.models import MonitoringPoint, Signal, Warning
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter


class SignalFilter(filters.FilterSet):
    q = SearchFilter("text", indexed=True)
    status = filters.ChoiceFilter(choices=SignalStatus, empty_label=_("all"))
    source = filters.ChoiceFilter(choices=Source, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    mine = filters.ChoiceFilter(
        label=_("handled by me"), choices=[("true", _("only these"))], empty_label=_("all"), method="of_mine"
    )
    below = SubtreeFilter("path")

    class Meta:
        model = Signal
        fields = ["q", "status", "source", "domain", "mine", "below"]

    def of_mine(self, rows, name, value):
        return rows.filter(handler=self.request.user)


class MonitoringPointFilter(filters.FilterSet):
    q = SearchFilter("name", "code", indexed=True)
    below = SubtreeFilter()

    class Meta:
        model = MonitoringPoint
        fields = ["q", "below"]


class WarningFilter(filters.FilterSet):
    q = SearchFilter("text", indexed=True)
    status = filters.ChoiceFilter(choices=WarningStatus, empty_label=_("all"))
    level = filters.ChoiceFilter(choices=Level, empty_label=_("all"))
    handling = filters.ChoiceFilter(choices=Handling, empty_label=_("all"))
    open = OnlyFilter("open", label=_("open"))
    overdue = OnlyFilter("overdue", label=_("overdue"))
    week = OnlyFilter("due_this_week", label=_("due this week"))
    escalated = OnlyFilter("escalated", label=_("escalated"))
    mine = filters.ChoiceFilter(
        label=_("kept where my role is"), choices=[("true", _("only these"))], empty_label=_("all"), method="of_mine"
    )
    below = SubtreeFilter("path")

    class Meta:
        model = Warning
        fields = ["q", "status", "level", "handling", "open", "overdue", "week", "escalated", "mine", "below"]

    def of_mine(self, rows, name, value):
        """Kept by the very unit or area at which the person is inspector, not by one below it."""
        held = self.request.user.grants.in_force().filter(role=Role.INSPECTOR)
        return rows.filter(keeper__in=held.values("unit"))
