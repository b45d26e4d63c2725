from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from riskpoints.filters import RiskPointFilter

KINDS = [("bare", _("without a live measure")), ("short", _("less than the control plan asks"))]


class NotHeldFilter(RiskPointFilter):
    """Points that are not held: as the register, and by what is missing."""

    missing = filters.ChoiceFilter(choices=KINDS, empty_label=_("all"), label=_("missing"), method="only_missing")

    class Meta(RiskPointFilter.Meta):
        fields = ["q", "missing", "grade", "risk_class", "domain", "industry", "below"]

    def only_missing(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(holding__live=0) if value == "bare" else rows.filter(holding__live__gt=0)
