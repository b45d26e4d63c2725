from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountChange, Delivery, User
from ground.pages.tables import DateColumn, RegisterTable, StatusColumn


class UserTable(RegisterTable):
    roles = tables.Column(empty_values=(), orderable=False, verbose_name=_("roles"))
    is_active = tables.BooleanColumn(verbose_name=_("active"))

    class Meta(RegisterTable.Meta):
        model = User
        fields = ["name", "username", "roles", "is_active", "last_login"]

    def render_roles(self, record):
        held = [capfirst(str(grant)) for grant in record.grants.all() if grant.withdrawn_at is None]
        return "；".join(held) or "–"


class DeliveryTable(RegisterTable):
    way = tables.Column(orderable=False, verbose_name=_("way"))
    status = StatusColumn(orderable=False)
    attempted_at = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Delivery
        fields = ["user", "way", "status", "attempted_at", "tries", "error"]


class AccountChangeTable(RegisterTable):
    chosen = tables.CheckBoxColumn(
        accessor="pk",
        attrs={
            "th__input": {
                "class": "form-check-input",
                "data-check-all": "change",
                "aria-label": gettext_lazy("select all"),
            },
        },
    )
    versions: dict[int, str] = {}  # of the rows shown that the person may decide
    status = StatusColumn()
    proposed_at = DateColumn()
    decided_at = DateColumn()

    class Meta(RegisterTable.Meta):
        model = AccountChange
        fields = ["chosen", "kind", "account", "role", "unit", "proposed_by", "proposed_at", "status", "decided_at"]
        sequence = fields

    def render_kind(self, value: str, record: AccountChange) -> Any:
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.get_absolute_url(), value)

    def render_chosen(self, value: int) -> Any:
        if value not in self.versions:
            return ""
        return format_html(
            '<input type="checkbox" class="form-check-input" name="change" value="{}:{}" aria-label="{}">',
            value,
            self.versions[value],
            gettext("choose"),
        )
