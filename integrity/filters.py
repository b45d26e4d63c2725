"""What the rows of integrity files are filtered by, on the page and in the API."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from integrity.choices import Aspect, DeclarationStatus, DemeritBasis, DemeritStatus
from integrity.models import Declaration, Demerit
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter


class DeclarationFilter(filters.FilterSet):
    q = SearchFilter("official__name", "official__staff_number")
    status = filters.ChoiceFilter(choices=DeclarationStatus, empty_label=_("all"))
    aspect = filters.ChoiceFilter(choices=Aspect, empty_label=_("all"))
    unsettled = OnlyFilter("unsettled", label=_("against a power, undecided"))
    below = SubtreeFilter()

    class Meta:
        model = Declaration
        fields = ["q", "status", "aspect", "unsettled", "below"]


class DemeritFilter(filters.FilterSet):
    q = SearchFilter("official__name", "official__staff_number")
    status = filters.ChoiceFilter(choices=DemeritStatus, empty_label=_("all"))
    basis = filters.ChoiceFilter(choices=DemeritBasis, empty_label=_("all"))
    below = SubtreeFilter()

    class Meta:
        model = Demerit
        fields = ["q", "status", "basis", "below"]
