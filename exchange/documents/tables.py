import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from exchange.documents.models import FormTemplate
from ground.pages.tables import DateColumn, RegisterTable
from powers.models import Flow


class TemplateTable(RegisterTable):
    unit = tables.Column(orderable=False)
    form = tables.Column(orderable=False)
    file_name = tables.Column(orderable=False)
    by = tables.Column(orderable=False)
    at = DateColumn(orderable=False)

    class Meta(RegisterTable.Meta):
        model = FormTemplate
        fields = ["unit", "form", "file_name", "by", "at"]

    def render_unit(self, value, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), value)


class BoardTable(RegisterTable):
    """Published flows, each leading to its board."""

    name = tables.Column(accessor="power_item__name", verbose_name=gettext_lazy("power item"))
    unit = tables.Column(accessor="power_item__unit", verbose_name=gettext_lazy("unit"))
    domain = tables.Column(accessor="power_item__domain", verbose_name=gettext_lazy("domain"))
    published_at = DateColumn(verbose_name=gettext_lazy("published on"))

    class Meta(RegisterTable.Meta):
        model = Flow
        fields = ["name", "unit", "domain", "published_at"]

    def render_name(self, value, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', reverse("board", args=[record.pk]), value)

    def render_unit(self, record):
        unit = record.power_item.unit
        return format_html('<a href="{}">{}</a>', reverse("board_unit", args=[unit.pk]), unit)


class BoardOfUnitTable(BoardTable):
    """The boards of one unit, which need not name it."""

    class Meta(BoardTable.Meta):
        exclude = ("unit",)
