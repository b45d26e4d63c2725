"""Units and officials in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import UNIT_READERS, Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.MANAGEMENT, 282, "units:organs", _("Issuing organs"), "rubber-stamp", (Role.ADMINISTRATOR,)),
    Entry(Group.REGISTER, 230, "units:list", _("Units"), "sitemap", UNIT_READERS),
    Entry(
        Group.OFFICIALS, 250, "units:officials", _("Officials"), "user-square", (Role.ADMINISTRATOR, Role.INSPECTOR)
    ),
)
