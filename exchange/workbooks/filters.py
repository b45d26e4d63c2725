import django_filters as filters
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming.headings import known_forms
from exchange.workbooks.models import HeadingWord, Import


class ImportFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=ImportStatus, empty_label=_("all"))

    class Meta:
        model = Import
        fields = ["status"]


class HeadingFilter(filters.FilterSet):
    form = filters.ChoiceFilter(
        choices=lambda: [(form.name, form.title) for form in known_forms()], empty_label=_("all")
    )

    class Meta:
        model = HeadingWord
        fields = ["form"]
