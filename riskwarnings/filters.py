"""What signals and warnings are filtered by, on the page and in the API."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from powers.models import Domain
from riskwarnings.choices import Handling, SignalSource, SignalStatus, WarningLevel, WarningStatus
from riskwarnings.models import MonitoringPoint, ObserverTeam, Signal, StepRun, Warning
from units.filters import SearchFilter, SubtreeFilter


class SignalFilter(filters.FilterSet):
    q = SearchFilter("text", indexed=True)
    status = filters.ChoiceFilter(choices=SignalStatus, empty_label=_("all"))
    source = filters.ChoiceFilter(choices=SignalSource, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    mine = filters.ChoiceFilter(
        label=_("handled by me"), choices=[("true", _("yes"))], empty_label=_("all"), method="of_mine"
    )
    to_reopen = filters.ChoiceFilter(
        label=_("reopenings for me to decide"),
        choices=[("true", _("yes"))],
        empty_label=_("all"),
        method="of_reopenings",
    )
    below = SubtreeFilter("path")

    class Meta:
        model = Signal
        fields = ["q", "status", "source", "domain", "mine", "to_reopen", "below"]

    def of_reopenings(self, rows, name, value):
        return rows.to_reopen(self.request.user)

    def of_mine(self, rows, name, value):
        return rows.filter(handler=self.request.user)


class ReportFilter(filters.FilterSet):
    """What observers filter their own reports by."""

    q = SearchFilter("text", indexed=True)
    status = filters.ChoiceFilter(choices=SignalStatus, empty_label=_("all"))

    class Meta:
        model = Signal
        fields = ["q", "status"]


class TeamFilter(filters.FilterSet):
    q = SearchFilter("name")

    class Meta:
        model = ObserverTeam
        fields = ["q"]


class StepRunFilter(filters.FilterSet):
    step = filters.NumberFilter(label=_("step"))
    month = filters.DateFilter(label=_("month"))

    class Meta:
        model = StepRun
        fields = ["step", "month"]


class MonitoringPointFilter(filters.FilterSet):
    q = SearchFilter("name", "code", indexed=True)
    below = SubtreeFilter()

    class Meta:
        model = MonitoringPoint
        fields = ["q", "below"]


# What lists of warnings are most often narrowed to: methods of the queryset, and what concerns who asks.
SHOWN = (
    ("open", _("open")),
    ("unanswered", _("not answered yet")),
    ("unsigned", _("answered, not signed")),
    ("due_this_week", _("due this week")),
    ("overdue", _("overdue")),
    ("escalated", _("escalated")),
    ("mine", _("escalated to me")),
    ("for_me", _("for me to issue, verify or close")),
    ("others", _("for someone else: I drafted or issued them")),
    ("in_hand", _("issued, not closed")),
    ("answered_of_late", _("answered in the past year")),
    ("issued_of_late", _("issued in the past year")),
)


class WarningFilter(filters.FilterSet):
    q = SearchFilter("text", indexed=True)
    status = filters.ChoiceFilter(choices=WarningStatus, empty_label=_("all"))
    level = filters.ChoiceFilter(choices=WarningLevel, empty_label=_("all"))
    handling = filters.ChoiceFilter(choices=Handling, empty_label=_("all"))
    show = filters.ChoiceFilter(label=_("show"), choices=SHOWN, empty_label=_("all"), method="of_kind")
    about = filters.ChoiceFilter(
        label=_("about"),
        choices=[("unit", _("units and posts")), ("official", _("officials"))],
        empty_label=_("all"),
        method="only_about",
    )
    below = SubtreeFilter("path")

    class Meta:
        model = Warning
        fields = ["q", "status", "level", "handling", "show", "about", "below"]

    def only_about(self, rows, name, value):
        return rows.filter(official__isnull=value == "unit")

    def of_kind(self, rows, name, value):
        if value == "mine":
            return rows.escalated_to(self.request.user)
        if value == "for_me":
            return rows.waiting_for(self.request.user)
        if value == "others":
            return rows.left_to_others(self.request.user)
        return getattr(rows, value)()


class WarningOfUnitFilter(WarningFilter):
    """The warnings of one unit, whichever part of the tree the reader looks at."""

    below = None  # type: ignore[assignment]  # so a declared filter is left out

    class Meta(WarningFilter.Meta):
        fields = ["q", "status", "level", "handling", "show"]
