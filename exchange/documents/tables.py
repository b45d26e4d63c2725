import django_tables2 as tables
from django.utils.html import format_html

from exchange.documents.models import FormTemplate
from ground.pages.tables import DateColumn, RegisterTable


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
