import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.library.models import Adoption, LibraryEntry, LibraryPower
from powers.models import Domain
from units.choices import Industry
from units.filters import OnlyFilter, SearchFilter, SubtreeFilter
from units.text_search import matching


class LibrarySearch(SearchFilter):
    """Powers by their own words, or by those of the entries on their steps."""

    def filter(self, rows, value):
        entries = matching(LibraryEntry.objects.offered(), ("name", "manifestation"), value or "", indexed=True)
        own = matching(LibraryPower.objects.all(), self.columns, value or "", indexed=self.indexed).order_by()
        if not (value or "").strip():
            return rows
        return rows.filter(Q(pk__in=own.values("pk")) | Q(pk__in=entries.order_by().values("power")))


class LibraryPowerFilter(filters.FilterSet):
    q = LibrarySearch("name", "code", indexed=True)
    industry = filters.ChoiceFilter(
        field_name="industries", lookup_expr="contains", choices=Industry, empty_label=_("all"), label=_("industry")
    )
    domain = filters.ModelChoiceFilter(queryset=Domain.objects.all(), empty_label=_("all"))
    proposed = OnlyFilter("with_proposals", label=_("proposals"))

    class Meta:
        model = LibraryPower
        fields = ["q", "industry", "domain", "proposed"]

    def filter_queryset(self, queryset):
        # The lookup on an array takes a list.
        self.form.cleaned_data["industry"] = [value] if (value := self.form.cleaned_data.get("industry")) else ""
        return super().filter_queryset(queryset)


class AdoptionFilter(filters.FilterSet):
    q = SearchFilter("point__name")
    outrun = OnlyFilter("outrun", label=_("changed in the library since"))
    below = SubtreeFilter("point__path")

    class Meta:
        model = Adoption
        fields = ["q", "outrun", "below"]
