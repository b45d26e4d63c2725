from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from oversight.coverage import area_figures
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from powers.models import Step
from riskpoints.filters import RiskPointFilter
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter

KINDS = [("bare", _("without a live measure")), ("short", _("less than the control plan asks"))]


class StretchFilter(SubtreeFilter):
    """Units below one, by the index over their paths."""

    def filter(self, rows: Any, value: Any) -> Any:
        return super().filter(rows, None).filter(path__startswith=value) if value else super().filter(rows, value)


class OwnFilter(SubtreeFilter):
    """The units of an area itself, without those of areas below it."""

    def filter(self, rows: Any, value: Any) -> Any:
        return super().filter(rows, None).filter(area__path=value) if value else super().filter(rows, value)


class CoverageFilter(filters.FilterSet):
    """Units by their marks."""

    q = SearchFilter("unit__name", "unit__code")
    missing = filters.ChoiceFilter(
        choices=[("covered", _("any of the marks")), *MARK_LABELS.items()],
        empty_label=_("all"),
        label=_("missing"),
        method="without",
    )
    covered = OnlyFilter("covered", label=_("covered"))
    below = StretchFilter("path")
    own = OwnFilter("path", label=_("units of the area itself"))

    class Meta:
        model = UnitCoverage
        fields = ["q", "missing", "covered", "below", "own"]

    def without(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(**{value: False})


class StepsFilter(filters.FilterSet):
    """Steps by whether they are assessed."""

    q = SearchFilter("name")
    assessed = filters.ChoiceFilter(
        choices=[("yes", _("assessed")), ("no", _("not assessed"))],
        empty_label=_("all"),
        label=_("assessed"),
        method="by_assessment",
    )
    key = OnlyFilter("key", label=_("key link"))
    below = SubtreeFilter("flow__power_item__unit__path")

    class Meta:
        model = Step
        fields = ["q", "assessed", "key", "below"]

    def by_assessment(self, rows: Any, name: str, value: str) -> Any:
        return area_figures.steps_assessed(rows) if value == "yes" else area_figures.steps_not_assessed(rows)


class NotHeldFilter(RiskPointFilter):
    """Points that are not held: as the register, and by what is missing."""

    missing = filters.ChoiceFilter(choices=KINDS, empty_label=_("all"), label=_("missing"), method="only_missing")

    class Meta(RiskPointFilter.Meta):
        fields = ["q", "missing", "grade", "risk_class", "domain", "industry", "below"]

    def only_missing(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(holding__live=0) if value == "bare" else rows.filter(holding__live__gt=0)
