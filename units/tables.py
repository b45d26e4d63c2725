import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from pages.tables import RegisterTable, StatusColumn
from units.models import Official, Unit


class UnitTable(RegisterTable):
    status = StatusColumn()
    division = tables.Column(accessor="division__name", verbose_name=_("division"))

    class Meta(RegisterTable.Meta):
        model = Unit
        fields = ["name", "code", "kind", "level", "division", "industry", "status"]


class OfficialTable(RegisterTable):
    posts = tables.Column(empty_values=(), orderable=False, verbose_name=_("posts"))

    class Meta(RegisterTable.Meta):
        model = Official
        fields = ["name", "staff_number", "posts"]

    def render_name(self, value, record):
        return value

    def render_posts(self, record):
        held = [f"{p.post.unit} · {p.post}（{p.started_on}–{p.ended_on or ''}）" for p in record.periods.all()]
        return "；".join(held) or "–"
