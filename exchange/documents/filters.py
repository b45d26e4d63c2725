import django_filters as filters

from exchange.documents.models import FormTemplate
from units.filters import SearchFilter


class TemplateFilter(filters.FilterSet):
    q = SearchFilter("unit__name", "file_name")

    class Meta:
        model = FormTemplate
        fields = ["q"]
