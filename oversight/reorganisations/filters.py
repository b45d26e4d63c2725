import django_filters as filters
from django.utils.translation import gettext_lazy as _

from oversight.reorganisations.models import Reorganisation, ReorganisationKind
from units.filters import SubtreeFilter


class ReorganisationFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=ReorganisationKind, empty_label=_("all"))
    below = SubtreeFilter()

    class Meta:
        model = Reorganisation
        fields = ["kind", "below"]
