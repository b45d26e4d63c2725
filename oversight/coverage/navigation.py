"""Coverage, and what is done about it, in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.ANALYSIS, 40, "dashboards:coverage", _("Situation"), "map-2", REGISTER_READERS),
    Entry(Group.OVERSIGHT, 130, "dashboards:accountability", _("Accountability"), "gavel", REGISTER_READERS),
    Entry(Group.MANAGEMENT, 290, "dashboards:jobs", _("Jobs"), "clock-play", (Role.ADMINISTRATOR, Role.CHECKER)),
)
