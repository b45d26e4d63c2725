import django_tables2 as tables
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.pages.tables import DateColumn, RegisterTable, StatusColumn
from riskwarnings.models import MonitoringPoint, ObserverTeam, Signal, Warning
from riskwarnings.templatetags.levels import level_badge


class SignalTable(RegisterTable):
    text = tables.Column(verbose_name=gettext_lazy("what was told"), orderable=False)
    status = StatusColumn()
    received_at = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Signal
        fields = ["text", "source", "unit", "domain", "received_at", "handler", "status"]

    def render_text(self, record):
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), record)


class ReportTable(RegisterTable):
    """What an observer sent, with what came of it."""

    text = tables.Column(verbose_name=gettext_lazy("what was told"), orderable=False)
    status = StatusColumn()
    received_at = DateColumn()
    feedback = tables.Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = Signal
        fields = ["text", "unit", "monitoring_point", "received_at", "status", "feedback"]

    def render_text(self, record):
        from django.urls import reverse

        return format_html(
            '<a href="{}" class="fw-medium">{}</a>', reverse("warnings:report", args=[record.pk]), record
        )


class MonitoringPointTable(RegisterTable):
    is_active = tables.Column()

    class Meta(RegisterTable.Meta):
        model = MonitoringPoint
        fields = ["name", "code", "unit", "place", "team", "is_active"]

    def render_name(self, value, record):
        return value

    def render_is_active(self, value):
        return capfirst(_("yes") if value else _("no"))


class TeamTable(RegisterTable):
    people = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("observers"))
    places = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("monitoring points"))

    class Meta(RegisterTable.Meta):
        model = ObserverTeam
        fields = ["name", "unit", "people", "places"]

    def render_people(self, record):
        return record.people

    def render_places(self, record):
        return record.places


class WarningTable(RegisterTable):
    text = tables.Column(verbose_name=gettext_lazy("what is warned of"), orderable=False)
    level = tables.Column()
    subject = tables.Column(verbose_name=gettext_lazy("about"), orderable=False)
    status = StatusColumn()
    due_on = DateColumn()
    issued_at = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Warning
        fields = ["text", "level", "unit", "subject", "handling", "issued_at", "due_on", "status"]

    def render_text(self, record):
        words = record.text if len(record.text) <= 60 else f"{record.text[:59]}…"
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), linebreaksbr(words))

    def render_level(self, record):
        return level_badge(record.level)

    def render_subject(self, record):
        return record.subject if record.official_id or record.post_id else capfirst(_("the unit"))

    def render_due_on(self, value, record):
        if record.is_overdue:
            return format_html('{} <span class="overdue">{}</span>', value.isoformat(), _("overdue"))
        return value.isoformat()


class WarningOfUnitTable(WarningTable):
    """The warnings of one unit, which need not name it."""

    class Meta(WarningTable.Meta):
        exclude = ("unit",)
