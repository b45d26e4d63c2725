"""What the rows of the integrity index are filtered by, on the page and in the API."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from oversight.index.choices import Adjusts, Done, IndexGrade, PeriodStatus
from oversight.index.models import Adjustment, Figure, Period, Sheet, SurveyScore, Use
from units.filters import SearchFilter, SubtreeFilter


def _periods(request):
    return Period.objects.visible_to(request.user) if request else Period.objects.none()


class SheetFilter(filters.FilterSet):
    below = SubtreeFilter()

    class Meta:
        model = Sheet
        fields = ["below"]


class PeriodFilter(filters.FilterSet):
    q = SearchFilter("name")
    status = filters.ChoiceFilter(choices=PeriodStatus, empty_label=_("all"))

    class Meta:
        model = Period
        fields = ["q", "status"]


class OfPeriodFilter(filters.FilterSet):
    q = SearchFilter("unit__name", "unit__code")
    period = filters.ModelChoiceFilter(queryset=_periods, label=_("period"), empty_label=_("all"))
    below = SubtreeFilter()


class ScoreFilter(OfPeriodFilter):
    class Meta:
        model = SurveyScore
        fields = ["q", "period", "below"]


class AdjustmentFilter(OfPeriodFilter):
    kind = filters.ChoiceFilter(choices=Adjusts, empty_label=_("all"))

    class Meta:
        model = Adjustment
        fields = ["q", "period", "kind", "below"]


class UseFilter(OfPeriodFilter):
    kind = filters.ChoiceFilter(choices=Done, empty_label=_("all"))

    class Meta:
        model = Use
        fields = ["q", "period", "kind", "below"]


class FigureFilter(filters.FilterSet):
    period = filters.ModelChoiceFilter(
        field_name="computation__period", queryset=_periods, label=_("period"), empty_label=_("all")
    )
    unit = filters.NumberFilter(label=_("unit"))
    grade = filters.ChoiceFilter(choices=IndexGrade, empty_label=_("all"))
    is_area = filters.BooleanFilter(label=_("area"))
    below = SubtreeFilter()

    class Meta:
        model = Figure
        fields = ["period", "unit", "grade", "is_area", "below"]
