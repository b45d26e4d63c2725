import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ground.pages.tables import RegisterTable, StatusColumn
from ground.pages.templatetags.ui import TONES
from powers.choices import FlowStatus
from powers.models import PowerItem


class PowerTable(RegisterTable):
    status = StatusColumn()
    flow = tables.Column(accessor="current_flow_status", verbose_name=_("flow"), orderable=False)

    class Meta(RegisterTable.Meta):
        model = PowerItem
        fields = ["name", "code", "unit", "kind", "domain", "status", "flow"]

    def render_flow(self, value):
        return format_html('<span class="badge bg-{}-lt">{}</span>', TONES[value], FlowStatus(value).label)
