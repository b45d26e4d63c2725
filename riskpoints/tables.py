from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.pages.tables import DateColumn, RegisterTable, StatusColumn
from powers.models import Step
from riskpoints.models import RiskPoint
from riskpoints.templatetags.grades import grade_badge


class GradeColumn(tables.Column):
    def __init__(self, **options: Any) -> None:
        options.setdefault("verbose_name", gettext_lazy("grade"))
        super().__init__(**options)

    def render(self, value: str, record: Any) -> Any:
        return grade_badge(getattr(record, "grade", value))


class RiskPointTable(RegisterTable):
    grade = GradeColumn()
    status = StatusColumn()
    place = tables.Column(orderable=False, verbose_name=gettext_lazy("place"))
    review_on = DateColumn()
    filed_at = DateColumn()
    registered_at = DateColumn()
    act_by = DateColumn()
    filed_by = tables.Column(orderable=False)
    assigned_to = tables.Column(orderable=False)

    further: tuple[str, ...] = (
        *("manifestation", "found_by", "likelihood", "harm", "importance", "frequency", "three_majors"),
        *("residual_grade", "industry", "filed_by", "filed_at", "registered_at", "assigned_to", "act_by"),
    )

    class Meta(RegisterTable.Meta):
        model = RiskPoint
        fields = [
            *("name", "unit", "place", "risk_class", "grade", "status", "review_on"),
            *("manifestation", "found_by", "likelihood", "harm", "importance", "frequency", "three_majors"),
            *("residual_grade", "industry", "filed_by", "filed_at", "registered_at", "assigned_to", "act_by"),
        ]

    def render_name(self, value, record):
        link = super().render_name(value, record)
        if record.revises_id:
            return format_html('{} <span class="tag">{}</span>', link, _("revision"))
        return link


class PointOfUnitTable(RiskPointTable):
    """The points of one unit, which need not name it."""

    class Meta(RiskPointTable.Meta):
        exclude = ("unit",)


class StepTable(RegisterTable):
    """Steps with what was found on them; rows as `assessed_steps.with_findings` gives them."""

    power = tables.Column(accessor="flow__power_item__name", orderable=False, verbose_name=gettext_lazy("power item"))
    found = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("found"))

    class Meta(RegisterTable.Meta):
        model = Step
        fields = ["name", "power", "handler", "monitor", "time_limit", "found"]

    def render_name(self, value: Any, record: Any) -> Any:
        address = f"{record.flow.get_absolute_url()}#step-{record.pk}"
        key = format_html(' <span class="tag">{}</span>', _("key link")) if record.is_key else ""
        return format_html('<a href="{}" class="fw-medium">{}. {}</a>{}', address, record.number, value, key)

    def render_found(self, record: Any) -> Any:
        if record.has_points:
            return _("risk points")
        return _("no risk found") if record.has_finding else format_html("<strong>{}</strong>", _("not assessed yet"))


QUEUE = ("chosen", "name", "unit", "grade", "status", "filed_by", "filed_at", "act_by", "assigned_to")


class QueueTable(RiskPointTable):
    chosen = tables.CheckBoxColumn(
        accessor="pk",
        attrs={
            "th__input": {
                "class": "form-check-input",
                "data-check-all": "point",
                "aria-label": gettext_lazy("select all"),
            },
        },
    )
    further = ()

    versions: dict[int, str] = {}  # of the rows shown

    @cached_property
    def carried(self) -> str:
        """What the address of a filing takes along, so that its page knows the ones before and after."""
        query = self.request.GET
        kept = [(k, v) for k, v in query.items() if v and k not in ("page", "cursor", "sort", "in", "exact")]
        return urlencode([("in", "queue"), *kept])

    class Meta(RiskPointTable.Meta):
        fields = list(QUEUE)
        exclude = tuple(set(RiskPointTable.Meta.fields) - set(QUEUE))
        sequence = list(QUEUE)

    def render_chosen(self, value: int) -> Any:
        return format_html(
            '<input type="checkbox" class="form-check-input" name="point" value="{}:{}" aria-label="{}">',
            value,
            self.versions.get(value, ""),
            _("choose"),
        )

    def render_name(self, value: Any, record: Any) -> Any:
        mark = format_html(' <span class="tag">{}</span>', _("revision")) if record.revises_id else ""
        address = f"{record.get_absolute_url()}?{self.carried}"
        place = format_html('<div class="text-secondary">{}</div>', record.place)
        return format_html('<a href="{}" class="fw-medium">{}</a>{}{}', address, value, mark, place)

    def render_act_by(self, value: Any, record: Any) -> Any:
        day = value.strftime("%Y-%m-%d")
        if not record.is_late:
            return day
        return format_html('{} <span class="overdue">{}</span>', day, _("late"))
