from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.tables import RegisterTable, StatusColumn
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
