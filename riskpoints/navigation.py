"""Filings and risk points in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.REGISTER, 60, "riskpoints:list", _("Risk points"), "alert-triangle", REGISTER_READERS),
)
