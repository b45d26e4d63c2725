"""The integrity index in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.ANALYSIS, 170, "index:index", _("Integrity index"), "chart-dots", REGISTER_READERS),
)
