import django_tables2 as tables
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.library.models import Adoption, LibraryPower
from ground.pages.marks import status_badge
from ground.pages.tables import DateColumn, RegisterTable, StatusColumn


class LibraryPowerTable(RegisterTable):
    industries = tables.Column(orderable=False)
    offered = tables.Column(
        verbose_name=gettext_lazy("risk points"), attrs={"th": {"class": "num"}, "td": {"class": "num"}}
    )

    class Meta(RegisterTable.Meta):
        model = LibraryPower
        fields = ["name", "code", "industries", "domain", "kind", "unit", "offered"]

    def render_industries(self, record):
        return capfirst(_(", ").join(record.industry_names()))


class AdoptionTable(RegisterTable):
    point = tables.Column(orderable=False)
    unit = tables.Column(accessor="point__unit", orderable=False, verbose_name=gettext_lazy("unit"))
    place = tables.Column(accessor="point__place", orderable=False, verbose_name=gettext_lazy("place"))
    status = StatusColumn(accessor="point__status", orderable=False)
    library = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("in the library"))
    at = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Adoption
        fields = ["point", "unit", "place", "status", "at", "library"]

    def render_point(self, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), record.point)

    def render_status(self, record):
        return status_badge(record.point)

    def render_library(self, record):
        if record.is_outrun:
            return format_html('<span class="tag">{}</span>', _("changed since"))
        return _("unchanged")
