"""Measures, control plans and rules in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.REGISTER, 70, "measures:list", _("Measures"), "shield-check", REGISTER_READERS),
    Entry(Group.REGISTER, 80, "measures:plans", _("Control plans"), "shield-half", REGISTER_READERS),
    Entry(Group.REGISTER, 90, "measures:rules", _("Rules"), "book-2", REGISTER_READERS),
)
