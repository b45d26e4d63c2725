from collections.abc import Collection
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.fields import label
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.headings import known_forms
from exchange.workbooks.models import HeadingWord, Import, ImportRow
from ground.pages.tables import RegisterTable


class ImportTable(RegisterTable):
    at = tables.DateTimeColumn(format="Y-m-d H:i")

    class Meta(RegisterTable.Meta):
        model = Import
        fields = ["file_name", "unit", "at", "status", "new", "changed", "unchanged", "refused"]

    def render_file_name(self, value: str, record: Import) -> Any:
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), value)


class RowTable(RegisterTable):
    """The rows of an import: where each stands, what it is known by, what becomes of it and why.

    said_above: (field, code) of what is told of all rows, once above them.
    """

    said_above: Collection[tuple[str, str]] = ()

    number = tables.Column(
        orderable=False, verbose_name=_("row number"), attrs={"th": {"class": "short"}, "td": {"class": "short"}}
    )
    known_by = tables.Column(
        accessor="values", orderable=False, verbose_name=_("content"), attrs={"td": {"class": "wide"}}
    )
    outcome = tables.Column(orderable=False)
    remarks = tables.Column(
        empty_values=(), orderable=False, verbose_name=_("what is told of it"), attrs={"td": {"class": "wide"}}
    )
    mend = tables.Column(empty_values=(), orderable=False, verbose_name="")

    class Meta(RegisterTable.Meta):
        model = ImportRow
        fields = ["number", "known_by", "outcome", "remarks", "mend"]

    def render_number(self, record: ImportRow) -> Any:
        several = len(record.source.sheets) > 1
        return format_html("{} {}", record.sheet_name if several else "", record.number)

    def render_known_by(self, value: dict[str, str], record: ImportRow) -> Any:
        shown = [value[name] for name in INCOMING_FORMS[record.form].shown if value.get(name)]
        return format_html_join(" · ", "{}", ((text[:60],) for text in shown))

    def render_outcome(self, record: ImportRow) -> Any:
        return format_html('<span class="tag outcome-{}">{}</span>', record.outcome, record.get_outcome_display())

    def render_remarks(self, record: ImportRow) -> Any:
        problems = [p for p in record.remarks if p.refuses or (p.field, p.code) not in self.said_above]
        return render_to_string("workbooks/_told.html", {"problems": problems})

    def render_mend(self, record: ImportRow) -> Any:
        if not record.source.is_ready:
            return ""
        return render_to_string("workbooks/_mend.html", {"row": record})


class HeadingTable(RegisterTable):
    delete = tables.Column(empty_values=(), orderable=False, verbose_name="")

    class Meta(RegisterTable.Meta):
        model = HeadingWord
        fields = ["words", "field", "form", "unit", "delete"]

    def render_field(self, value: str, record: HeadingWord) -> Any:
        return capfirst(str(label(value, record.form)))

    def render_form(self, value: str) -> Any:
        return next((form.title for form in known_forms() if form.name == value), value)

    def render_delete(self, record: HeadingWord) -> Any:
        return render_to_string("workbooks/_delete_heading.html", {"word": record}, request=self.request)
