"""Filings and risk points in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.navigation import Entry, enter

enter(
    Entry(20, "riskpoints:worklist", _("My work"), "checklist", (Role.LIAISON,)),
    Entry(30, "riskpoints:queue", _("Queue"), "inbox", (Role.UNIT_HEAD, Role.INSPECTOR)),
    Entry(60, "riskpoints:list", _("Risk points"), "alert-triangle", REGISTER_READERS),
)
