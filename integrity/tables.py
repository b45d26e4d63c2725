import django_tables2 as tables
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ground.pages.tables import DateColumn, RegisterTable, StatusColumn
from integrity.models import Declaration, Demerit


class DeclarationTable(RegisterTable):
    aspect = tables.Column(verbose_name=_("declaration"), orderable=False)
    declared_at = DateColumn()
    conclusion = tables.Column(orderable=False)
    status = StatusColumn()

    class Meta(RegisterTable.Meta):
        model = Declaration
        fields = ["aspect", "official", "unit", "domain", "declared_at", "conclusion", "status"]

    def render_aspect(self, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), capfirst(str(record)))


class DemeritTable(RegisterTable):
    on = DateColumn()
    points = tables.Column(attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    status = StatusColumn()

    class Meta(RegisterTable.Meta):
        model = Demerit
        fields = ["on", "official", "unit", "basis", "points", "status"]

    def render_official(self, value, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), value)
