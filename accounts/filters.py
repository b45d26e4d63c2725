import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lifecycle.roles import Role
from units.filters import OnlyFilter, SearchFilter


class UserFilter(filters.FilterSet):
    q = SearchFilter("name", "username", indexed=True)
    role = filters.ChoiceFilter(
        field_name="grants__role", choices=Role, empty_label=_("all"), label=_("role"), distinct=True
    )
    no_role = OnlyFilter("without_role", label=_("without a role"))
    uninvited = OnlyFilter("uninvited", label=_("not invited yet"))

    class Meta:
        model = User
        fields = ["q", "role", "no_role", "uninvited"]
