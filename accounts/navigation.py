"""Accounts in the navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.inbox_number import number_of
from ground.lifecycle.roles import Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.WORK, 10, "desk", _("Inbox"), "inbox", tuple(Role), number=number_of),
    Entry(Group.MANAGEMENT, 265, "accounts:allowances", _("Duties in one hand"), "users-group", (Role.INSPECTOR,)),
    Entry(Group.MANAGEMENT, 270, "accounts:list", _("Accounts"), "users", (Role.ADMINISTRATOR,)),
    Entry(
        Group.MANAGEMENT,
        275,
        "accounts:changes",
        _("Changes to accounts"),
        "user-check",
        (Role.ADMINISTRATOR, Role.AUDITOR),
    ),
    Entry(Group.MANAGEMENT, 300, "accounts:audit", _("Audit trail"), "history", (Role.AUDITOR,)),
)
