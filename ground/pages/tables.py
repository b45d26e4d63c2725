"""The one table of the register."""

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import Accessor, signature

from ground.pages.marks import status_badge


class _Cells:
    """The cells of one column: what is the same for all of them, and how each is rendered."""

    def __init__(self, table: Any, column: Any) -> None:
        # On a phone a row is a card, in which each cell says what it is.
        label = format_html(' data-label="{}"', table.words(column)) if column.name != "chosen" else ""
        self.start, self.empty = f"<td {column.attrs['td'].as_html()}{label}>", column.column.empty_values
        self.nothing = f"{self.start[:-1]} data-none>{conditional_escape(column.default)}</td>"
        self.accessor = Accessor(column.accessor)
        self.is_attribute = "__" not in self.accessor and "." not in self.accessor
        self.render, self.link = column.render, column.link
        names, takes_all = signature(column.render)
        self.always = {"column": column.column, "bound_column": column, "table": table}
        self.fixed = {name: what for name, what in self.always.items() if takes_all or name in names}
        self.varying = tuple(name for name in ("value", "record", "bound_row") if takes_all or name in names)
        # Most columns show their value as it is.
        self.is_plain = getattr(column.render, "__func__", None) is tables.Column.render
        # Choices are translated once, not in every row.
        self.labels: dict[Any, str] = {}
        if self.is_attribute and table._meta.model:
            try:
                field = table._meta.model._meta.get_field(self.accessor)
            except FieldDoesNotExist:
                field = None
            self.labels = {value: capfirst(str(label)) for value, label in getattr(field, "flatchoices", None) or ()}

    def of(self, row: Any) -> str:
        value = self.value(row.record)
        if value in self.empty:
            return self.nothing
        return f"{self.start}{conditional_escape(self.rendered(row, value))}</td>"

    def rendered(self, row: Any, value: Any) -> Any:
        content = value
        if not self.is_plain:
            available = {"value": value, "record": row.record, "bound_row": row}
            content = self.render(**self.fixed, **{name: available[name] for name in self.varying})
        if self.link:
            content = self.link(content, **self.always, value=value, record=row.record, bound_row=row)
        return content

    def value(self, record: Any) -> Any:
        """What stands in the row; the words of a choice."""
        if self.is_attribute:
            value = getattr(record, self.accessor, None)
        else:
            value = self.accessor.resolve(record, quiet=True)
        return self.labels.get(value, value) if self.labels else value

    def text(self, row: Any) -> str:
        """The cell as plain text: what stands in the row, or for a column that has no such thing what is rendered."""
        value = self.value(row.record)
        if value is None or value == "":
            if self.empty == ():
                return unescape(strip_tags(str(self.rendered(row, value))))
            return ""
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return str(value)


class StatusColumn(tables.Column):
    def __init__(self, **options: Any) -> None:
        options.setdefault("verbose_name", _("state"))
        super().__init__(**options)

    def render(self, record: Any) -> Any:
        return status_badge(record)


class DateColumn(tables.Column):
    """A day, as 2026-11-23; of a time its day here, not in UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs={"td": {"class": "text-nowrap"}}, **options)

    def render(self, value: Any) -> str:
        return (timezone.localtime(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


class RegisterTable(tables.Table):
    """Rows in order, columns in words, empty cells as a dash; `pages.paging.paged` fills it with one page."""

    ways: Any = None  # where the pager of a long list leads
    numbered: Any = None  # the page of a list that is paged by number
    total: int | None = None
    many = 0
    sorted_by = ""
    heading: Any = ""
    anchor = ""
    further: tuple[str, ...] = ()  # columns that are shown only to those who choose them

    @classmethod
    def always(cls) -> list[str]:
        """Columns that are always shown: the first one, and what rows are chosen by."""
        names = list(cls.base_columns)
        return names[: 2 if names[0] == "chosen" else 1]

    @classmethod
    def sorting(cls, wanted: str) -> tuple[str, list[str]]:
        """(the column to sort by as the reader asked, e.g. "-grade", the columns of the rows for it); else empty."""
        name = wanted.removeprefix("-")
        column = cls.base_columns.get(name)
        if column is None or column.orderable is False:
            return "", []
        accessors = column.order_by or (column.accessor or name,)
        sign = "-" if wanted.startswith("-") else ""
        return wanted, [sign + str(accessor).replace(".", "__") for accessor in accessors]

    def heads(self) -> Iterator[dict[str, Any]]:
        """For each column its words and attributes, what a click sorts by, and an arrow if it is sorted."""
        for column in self.columns:
            name, is_sorted = column.name, self.sorted_by.removeprefix("-") == column.name
            yield {
                "words": self.words(column),
                "attributes": mark_safe(column.attrs["th"].as_html()),
                "next": (f"-{name}" if self.sorted_by == name else name) if column.orderable else "",
                "arrow": ("↓" if self.sorted_by.startswith("-") else "↑") if is_sorted else "",
            }

    def words(self, column: Any) -> Any:
        """The words over a column: its own, else those of the model's field."""
        if column.column.verbose_name is None and self._meta.model:
            try:
                return capfirst(self._meta.model._meta.get_field(column.name).verbose_name)
            except FieldDoesNotExist:
                pass
        return column.header

    def lines(self) -> Iterator[SafeString]:
        """The rows of the page as HTML.

        django-tables2 itself inspects the renderer of a column and gathers its attributes for every cell, which makes
        up most of the time of a page of fifty rows; here that happens once for a column.
        """
        cells = [_Cells(self, column) for column in self.columns]
        for row in self.paginated_rows:
            yield mark_safe(f"<tr>{''.join([cell.of(row) for cell in cells])}</tr>")  # each cell is escaped

    def plain(self) -> Iterator[list[str]]:
        """The rows as plain texts."""
        cells = [_Cells(self, column) for column in self.columns]
        for row in self.rows:
            yield [cell.text(row) for cell in cells]

    class Meta:
        default = "–"
        attrs = {"class": "table table-vcenter card-table"}
        order_by_field = "sort"

    def render_name(self, value: Any, record: Any) -> Any:
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), value)
