from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.tables import RegisterTable, StatusColumn
from units.models import IssuingOrgan, Official, Post, Unit


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

    def render_name(self, value: Any, record: Any) -> Any:
        if not self.request.user.holds((Role.INSPECTOR,)):
            return value
        # The file lies in an app above this one.
        address = reverse("integrity:file", args=[record.pk])
        return format_html('<a href="{}" class="fw-medium">{}</a>', address, value)

    def render_posts(self, record: Any) -> Any:
        administers = self.request.user.holds((Role.ADMINISTRATOR,))
        return render_to_string(
            "units/_periods.html", {"official": record, "periods": record.periods.all(), "administers": administers}
        )


class PostTable(RegisterTable):
    """The posts of one unit. reads_names: whether who holds them is told; may_keep: whether they are changed here."""

    holder = tables.Column(empty_values=(), orderable=False, verbose_name=_("holder"))

    may_keep = reads_names = False

    class Meta(RegisterTable.Meta):
        model = Post
        fields = ["name", "department", "discretion", "holder"]

    def render_name(self, value: Any, record: Any) -> Any:
        edit = reverse("units:post_edit", args=[record.pk])
        name = format_html('<a href="{}" class="fw-medium">{}</a>', edit, value) if self.may_keep else value
        tags = [
            (_("main leader"), record.is_main_leader),
            (_("department head"), record.is_department_head),
            (_("abolished"), record.is_abolished),
        ]
        marked = format_html_join("", ' <span class="tag">{}</span>', ((word,) for word, holds in tags if holds))
        return format_html("{}{}", name, marked)

    def render_holder(self, record: Any) -> str:
        if not self.reads_names:
            return str(capfirst(_("not shown to you")))
        since = (f"{period.official}（{period.started_on.isoformat()} –）" for period in record.held)
        return "、".join(since) or "–"


class OrganTable(RegisterTable):
    unit = tables.Column(orderable=False)
    name = tables.Column(orderable=False)
    sign = tables.Column(orderable=False)
    phone = tables.Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = IssuingOrgan
        fields = ["unit", "name", "sign", "phone"]

    def render_unit(self, value, record):
        return format_html(
            '<a href="{}" class="fw-medium">{}</a>', reverse("units:organ_edit", args=[record.pk]), value
        )
