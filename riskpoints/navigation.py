"""Filings and risk points in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.WORK, 20, "riskpoints:worklist", _("My work"), "checklist", (Role.LIAISON,)),
    Entry(Group.WORK, 30, "riskpoints:queue", _("Queue"), "inbox", (Role.UNIT_HEAD, Role.INSPECTOR)),
    Entry(Group.REGISTER, 60, "riskpoints:list", _("Risk points"), "alert-triangle", REGISTER_READERS),
)
