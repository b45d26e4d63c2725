import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.pages.tables import DateColumn, RegisterTable, StatusColumn
from measures.models import ControlPlan, Measure, Rule


class MeasureTable(RegisterTable):
    text = tables.Column(verbose_name=gettext_lazy("measure"))
    status = StatusColumn()
    due_on = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Measure
        fields = ["text", "unit", "method", "responsible_post", "accountable_post", "due_on", "status"]

    def render_text(self, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), record)

    def render_due_on(self, value, record):
        if record.is_overdue:
            return format_html('{} <span class="overdue">{}</span>', value.isoformat(), _("overdue"))
        return value.isoformat()


class RuleTable(RegisterTable):
    status = StatusColumn()
    enacted_on = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Rule
        fields = ["title", "number", "unit", "issuer", "domain", "enacted_on", "status"]

    def render_title(self, value, record):
        return self.render_name(value, record)


class MeasureOfUnitTable(MeasureTable):
    """The measures of one unit, which need not name it."""

    class Meta(MeasureTable.Meta):
        exclude = ("unit",)


class RuleOfUnitTable(RuleTable):
    """The rules of one unit, which need not name it."""

    class Meta(RuleTable.Meta):
        exclude = ("unit",)


class ControlPlanTable(RegisterTable):
    """The plans, with what each asks of the points of each grade."""

    asks = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("asks at least"))

    class Meta(RegisterTable.Meta):
        model = ControlPlan
        fields = ["title", "domain", "number", "asks"]

    def render_title(self, value, record):
        return self.render_name(value, record)

    def render_asks(self, record):
        return render_to_string("measures/_asks.html", {"asked": record.asked})
