import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.channels import LOST, ChannelWay, DeliveryState
from accounts.choices import ChangeKind, ChangeStatus
from accounts.models import AccountChange, Delivery, User
from ground.lifecycle.roles import Role
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


class DeliveryFilter(filters.FilterSet):
    q = SearchFilter("user__name", "user__username")
    status = filters.ChoiceFilter(
        choices=[(s.value, s.label) for s in DeliveryState if s in LOST],
        empty_label=_("all"),
        label=_("what became of it"),
    )
    way = filters.ChoiceFilter(choices=ChannelWay, empty_label=_("all"), label=_("way"), method="of_way")

    class Meta:
        model = Delivery
        fields = ["q", "status", "way"]

    def of_way(self, rows, name, value):
        return rows.filter(channel=None) if value == ChannelWay.MAIL else rows.filter(channel__way=value)


class AccountChangeFilter(filters.FilterSet):
    q = SearchFilter("account__name", "account__username")
    status = filters.ChoiceFilter(choices=ChangeStatus, empty_label=_("all"), label=_("state"))
    kind = filters.ChoiceFilter(choices=ChangeKind, empty_label=_("all"), label=_("kind"))

    class Meta:
        model = AccountChange
        fields = ["q", "status", "kind"]
