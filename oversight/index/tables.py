import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ground.pages.tables import DateColumn, RegisterTable, StatusColumn
from oversight.index.editions import group_label
from oversight.index.lifecycle import INSPECTORS
from oversight.index.models import Adjustment, Figure, Period, Sheet, SurveyScore, Use
from oversight.index.templatetags.index_grades import index_badge


class SheetTable(RegisterTable):
    version = tables.Column(orderable=False)
    valid_from = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Sheet
        fields = ["version", "unit", "valid_from", "a_from", "b_from", "by", "reason"]

    def render_version(self, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), record)


class PeriodTable(RegisterTable):
    status = StatusColumn()
    starts_on = DateColumn()
    ends_on = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Period
        fields = ["name", "unit", "starts_on", "ends_on", "sheet", "status"]


class EnteredTable(RegisterTable):
    """Figures entered by inspectors, each open to those who may change it; `opens` names the address of its form."""

    opens = ""

    def render_unit(self, value, record):
        if not (record.period.is_editable and self.request.user.holds(INSPECTORS, at=value)):
            return value
        return format_html('<a href="{}" class="fw-medium">{}</a>', reverse(self.opens, args=[record.pk]), value)


class ScoreTable(EnteredTable):
    opens = "index:score_edit"
    score = tables.Column(attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    answers = tables.Column(attrs={"td": {"class": "num"}, "th": {"class": "num"}})

    class Meta(RegisterTable.Meta):
        model = SurveyScore
        fields = ["unit", "period", "part", "score", "answers"]


class AdjustmentTable(EnteredTable):
    opens = "index:adjustment_edit"
    points = tables.Column(attrs={"td": {"class": "num"}, "th": {"class": "num"}})

    class Meta(RegisterTable.Meta):
        model = Adjustment
        fields = ["unit", "period", "kind", "points", "basis", "by"]

    def render_points(self, record):
        return record.signed


class UseTable(RegisterTable):
    on = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Use
        fields = ["unit", "period", "kind", "on", "text", "by"]

    def render_unit(self, value, record):
        address = f"{reverse('index:unit', args=[record.unit_id])}?period={record.period_id}"
        return format_html('<a href="{}" class="fw-medium">{}</a>', address, value)


class FigureTable(RegisterTable):
    """Units with their index; `opens` is the name of the address that a unit opens to."""

    opens = "index:unit"

    rank = tables.Column(orderable=False, verbose_name=_("rank in its group"))
    unit = tables.Column(orderable=False)
    group = tables.Column(orderable=False)
    score = tables.Column(orderable=False, attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    grade = tables.Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = Figure
        fields = ["unit", "score", "grade", "rank", "group"]

    def render_unit(self, value, record):
        address = f"{reverse(self.opens, args=[record.unit_id])}?period={record.computation.period_id}"
        return format_html('<a href="{}" class="fw-medium">{}</a>', address, value)

    def render_rank(self, record):
        return f"{record.rank} / {record.ranked}"

    def render_group(self, value):
        return capfirst(group_label(value))

    def render_grade(self, record):
        return index_badge(record.grade)


class OpenFigureTable(FigureTable):
    opens = "open_index_of"

    class Meta(FigureTable.Meta):
        pass
