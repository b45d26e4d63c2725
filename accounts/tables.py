import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from pages.tables import RegisterTable


class UserTable(RegisterTable):
    roles = tables.Column(empty_values=(), orderable=False, verbose_name=_("roles"))
    is_active = tables.BooleanColumn(verbose_name=_("active"))

    class Meta(RegisterTable.Meta):
        model = User
        fields = ["name", "username", "roles", "is_active", "last_login"]

    def render_roles(self, record):
        held = [str(grant) for grant in record.grants.all() if grant.withdrawn_at is None]
        return "；".join(held) or "–"
