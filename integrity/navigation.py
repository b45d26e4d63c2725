"""Integrity files in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(
        Group.OFFICIALS,
        140,
        "integrity:own",
        _("My integrity file"),
        "folder",
        (Role.OFFICIAL,),
        also="/integrity/officials/",
    ),
    Entry(
        Group.OFFICIALS,
        150,
        "integrity:declarations",
        _("Declarations"),
        "file-certificate",
        (Role.INSPECTOR, Role.OFFICIAL),
    ),
    Entry(Group.OFFICIALS, 160, "integrity:points", _("Points"), "list-numbers", (Role.INSPECTOR, Role.OFFICIAL)),
)
