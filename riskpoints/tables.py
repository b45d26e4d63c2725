import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.tables import DateColumn, GradeColumn, RegisterTable, StatusColumn
from riskpoints.models import RiskPoint


class RiskPointTable(RegisterTable):
    grade = GradeColumn()
    status = StatusColumn()
    place = tables.Column(orderable=False, verbose_name=gettext_lazy("place"))
    review_on = DateColumn()

    class Meta(RegisterTable.Meta):
        model = RiskPoint
        fields = ["name", "unit", "place", "risk_class", "grade", "status", "review_on"]

    def render_name(self, value, record):
        link = super().render_name(value, record)
        if record.revises_id:
            return format_html('{} <span class="badge bg-purple-lt">{}</span>', link, _("revision"))
        return link


class QueueTable(RiskPointTable):
    chosen = tables.CheckBoxColumn(
        accessor="pk",
        attrs={
            "th__input": {
                "class": "form-check-input",
                "data-check-all": "point",
                "aria-label": gettext_lazy("choose all"),
            },
            "td__input": {"class": "form-check-input", "name": "point", "aria-label": gettext_lazy("choose")},
        },
    )
    filed_at = DateColumn(verbose_name=gettext_lazy("filed on"))
    filed_by = tables.Column(verbose_name=gettext_lazy("filed by"), orderable=False)

    class Meta(RiskPointTable.Meta):
        fields = ["chosen", "name", "unit", "place", "grade", "status", "filed_by", "filed_at"]
        exclude = ["review_on", "risk_class"]
        sequence = fields
