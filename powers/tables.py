import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from ground.pages.marks import state_mark
from ground.pages.tables import RegisterTable, StatusColumn
from powers.choices import FlowStatus
from powers.models import PowerItem


class PowerTable(RegisterTable):
    status = StatusColumn()
    flow = tables.Column(accessor="current_flow_status", verbose_name=_("flow"), orderable=False)

    class Meta(RegisterTable.Meta):
        model = PowerItem
        fields = ["name", "code", "unit", "kind", "domain", "status", "flow"]

    def render_flow(self, value):
        return state_mark(value, FlowStatus(value).label)


class PowerOfUnitTable(PowerTable):
    """The powers of one unit, which need not name it."""

    class Meta(PowerTable.Meta):
        fields = ["name", "code", "kind", "domain", "exercising_post", "status", "flow"]
        exclude = ("unit",)
        sequence = ["name", "code", "kind", "domain", "exercising_post", "status", "flow"]
