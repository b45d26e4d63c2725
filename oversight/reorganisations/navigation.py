"""Reorganisations in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.MANAGEMENT, 240, "reorganisations:list", _("Reorganisations"), "arrows-split", (Role.ADMINISTRATOR,)),
)
