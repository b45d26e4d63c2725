import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from accounts.models import Delivery, User
from ground.pages.tables import DateColumn, RegisterTable, StatusColumn


class UserTable(RegisterTable):
    roles = tables.Column(empty_values=(), orderable=False, verbose_name=_("roles"))
    is_active = tables.BooleanColumn(verbose_name=_("active"))

    class Meta(RegisterTable.Meta):
        model = User
        fields = ["name", "username", "roles", "is_active", "last_login"]

    def render_roles(self, record):
        held = [str(grant) for grant in record.grants.all() if grant.withdrawn_at is None]
        return "；".join(held) or "–"


class DeliveryTable(RegisterTable):
    way = tables.Column(orderable=False, verbose_name=_("way"))
    status = StatusColumn(orderable=False)
    attempted_at = DateColumn()

    class Meta(RegisterTable.Meta):
        model = Delivery
        fields = ["user", "way", "status", "attempted_at", "tries", "error"]
