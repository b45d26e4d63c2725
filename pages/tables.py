"""The one table of the register."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from pages.templatetags.ui import grade_badge, status_badge


class StatusColumn(tables.Column):
    def __init__(self, **options: Any) -> None:
        options.setdefault("verbose_name", _("state"))
        super().__init__(**options)

    def render(self, record: Any) -> Any:
        return status_badge(record)


class GradeColumn(tables.Column):
    def __init__(self, **options: Any) -> None:
        options.setdefault("verbose_name", _("grade"))
        super().__init__(**options)

    def render(self, value: str, record: Any) -> Any:
        raw = getattr(record, "grade", value)
        return grade_badge(raw)


class DateColumn(tables.Column):
    """A day, as 2026-11-23; of a time its day here, not in UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs={"td": {"class": "text-nowrap"}}, **options)

    def render(self, value: Any) -> str:
        return (timezone.localtime(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


class RegisterTable(tables.Table):
    """Rows in order, columns in words, empty cells as a dash."""

    class Meta:
        default = "–"
        attrs = {"class": "table table-vcenter card-table"}
        order_by_field = "sort"

    def render_name(self, value: Any, record: Any) -> Any:
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), value)
