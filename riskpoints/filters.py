import django_filters as filters
from django.utils.translation import gettext_lazy as _

from powers.models import Domain
from riskpoints.choices import FindingStatus, RiskClass, Status
from riskpoints.grading import Grade
from riskpoints.models import NoRiskFinding, RiskPoint
from units.choices import Industry
from units.filters import SearchFilter, SubtreeFilter


class RiskPointFilter(filters.FilterSet):
    q = SearchFilter("name", "manifestation")
    status = filters.ChoiceFilter(choices=Status, empty_label=_("all"))
    grade = filters.ChoiceFilter(choices=Grade, empty_label=_("all"))
    risk_class = filters.ChoiceFilter(choices=RiskClass, empty_label=_("all"))
    domain = filters.ModelChoiceFilter(
        field_name="step__flow__power_item__domain",
        queryset=Domain.objects.all(),
        empty_label=_("all"),
        label=_("domain"),
    )
    industry = filters.ChoiceFilter(
        field_name="unit__industry", choices=Industry, empty_label=_("all"), label=_("industry")
    )
    below = SubtreeFilter()

    class Meta:
        model = RiskPoint
        fields = ["q", "status", "grade", "risk_class", "domain", "industry", "below"]


class RiskPointApiFilter(RiskPointFilter):
    class Meta(RiskPointFilter.Meta):
        fields = [*RiskPointFilter.Meta.fields, "unit", "step", "post", "revises"]


class FindingFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=FindingStatus)
    below = SubtreeFilter("step__flow__power_item__unit__path")

    class Meta:
        model = NoRiskFinding
        fields = ["step", "status", "below"]
