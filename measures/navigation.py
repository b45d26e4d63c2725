"""Measures, control plans and rules in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.navigation import Entry, enter

enter(
    Entry(70, "measures:list", _("Measures"), "shield-check", REGISTER_READERS),
    Entry(80, "measures:plans", _("Control plans"), "shield-half", REGISTER_READERS),
    Entry(90, "measures:rules", _("Rules"), "book-2", REGISTER_READERS),
)
